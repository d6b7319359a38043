using Mainstay.Cashback;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;

namespace Mainstay.Tests.Unit.Cashback.Checks;

/// <summary>Everybody who registers a card gets an answer, whatever the issuer does and however often the server starts.</summary>
public sealed class CheckWorkerTests
{
    [Fact]
    public async Task A_card_is_received_at_once_and_confirmed_later()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        Assert.Null((await house.AddCardAsync("anna", Given.Card)).Refusal);
        Assert.Equal(CheckState.Awaited, house.Read("anna").Instruments[0].Check);

        issuer.Say(CheckReply.Confirmed);
        var anna = await UntilAsync(house, "anna", held => held.Check is null);
        Assert.True(anna.Instruments[0].IsActive);
    }

    [Fact]
    public async Task Whoever_has_no_answer_is_asked_again()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        await house.AddCardAsync("anna", Given.Card);
        issuer.Say(CheckReply.None("busy"));
        issuer.Say(new CheckReply(CheckAnswer.Refused("card-blocked"), null));
        var anna = await UntilAsync(house, "anna", held => held.Check == CheckState.Refused);
        Assert.Equal("card-blocked", anna.Instruments[0].RefusedBecause);
        Assert.Equal(2, issuer.Questions.Count);
    }

    [Fact]
    public async Task A_new_card_does_not_wait_for_one_without_an_answer()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        await house.AddCardAsync("anna", Given.Card);
        issuer.Say(CheckReply.None("unknown bank"));
        await issuer.AskedAsync(1);

        await house.AddCardAsync("bruno", Given.OtherCard);
        issuer.AlwaysSay(question => question.LastFour == Given.OtherCard[^4..] ? CheckReply.Confirmed : CheckReply.None("unknown bank"));
        await UntilAsync(house, "bruno", held => held.Check is null);
        Assert.Equal(CheckState.Awaited, house.Read("anna").Instruments[0].Check);
    }

    [Fact]
    public async Task A_restart_forgets_nobody_and_asks_nobody_twice_who_was_answered()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        await house.AddCardAsync("anna", Given.Card);
        issuer.Say(CheckReply.Confirmed);
        await UntilAsync(house, "anna", held => held.Check is null);
        await house.AddCardAsync("bruno", Given.OtherCard);
        await house.CloseAsync();

        var later = new SlowIssuer();
        later.AlwaysSay(_ => CheckReply.Confirmed);
        await house.OpenAgainAsync(check: later);
        await UntilAsync(house, "bruno", held => held.Check is null);
        Assert.All(later.Questions, question => Assert.Equal(Given.OtherCard[^4..], question.LastFour));
    }

    [Fact]
    public async Task When_nobody_is_asked_any_more_those_who_wait_are_confirmed()
    {
        await using var house = await House.OpenAsync(new SlowIssuer());
        await house.AddCardAsync("anna", Given.Card);
        await house.CloseAsync();

        await house.OpenAgainAsync();
        await UntilAsync(house, "anna", held => held.Check is null);
    }

    private static async Task<Participant> UntilAsync(House house, string account, Func<HeldInstrument, bool> isWished) =>
        await house.Host.WaitUntilAsync(
            Participant.Type, House.KeyOf(account), state => state.Instruments.Length > 0 && isWished(state.Instruments[0]), TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)
        ?? throw new TimeoutException("The card was not answered about within 30 s.");
}
