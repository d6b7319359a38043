using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Handles;

namespace Mainstay.Tests.Unit.People;

public sealed class HandleClaimTests
{
    private static readonly DateTimeOffset Until = Story<HandleClaim, HandleCommand, HandleEvent>.Noon + HandleClaim.ClaimFor;
    private static readonly HandleEvent.Claimed ByAnna = new("anna", Until);

    private static Story<HandleClaim, HandleCommand, HandleEvent> Handle(params HandleEvent[] given) =>
        new Story<HandleClaim, HandleCommand, HandleEvent>(HandleClaim.Type, "key").Given(given);

    [Fact]
    public void A_free_handle_is_claimed_for_a_quarter_of_an_hour() => Handle().When(new HandleCommand.Claim("anna")).ThenStored(ByAnna);

    [Fact]
    public void Claiming_again_for_the_same_account_changes_nothing() => Handle(ByAnna).When(new HandleCommand.Claim("anna")).ThenNothing();

    [Fact]
    public void A_claimed_handle_is_taken_for_others() => Handle(ByAnna).When(new HandleCommand.Claim("bruno")).ThenRefused("handle-taken");

    [Fact]
    public void A_confirmed_handle_is_taken_for_others() =>
        Handle(ByAnna, new HandleEvent.Confirmed("anna")).When(new HandleCommand.Claim("bruno")).ThenRefused("handle-taken");

    [Fact]
    public void The_accounts_mail_confirms_the_claim()
    {
        var story = Handle(ByAnna).When(HandleClaim.Receive(new HandleConfirmed("anna"))).ThenStored(new HandleEvent.Confirmed("anna"));
        Assert.Null(HandleClaim.Type.DueAt!(story.State));
    }

    [Fact]
    public void Confirming_again_changes_nothing() =>
        Handle(ByAnna, new HandleEvent.Confirmed("anna")).When(new HandleCommand.Confirm("anna")).ThenNothing();

    [Fact]
    public void A_claim_that_is_never_confirmed_is_given_back()
    {
        Assert.Equal(Until, HandleClaim.Type.DueAt!(Handle(ByAnna).State));
        Handle(ByAnna).When(HandleClaim.Type.Tick!(Until)).ThenStored(new HandleEvent.GivenBack()).When(new HandleCommand.Claim("bruno")).Then(typeof(HandleEvent.Claimed));
    }

    [Fact]
    public void A_lapsed_claim_still_counts_while_nobody_else_has_the_handle() =>
        Handle(ByAnna, new HandleEvent.GivenBack()).When(new HandleCommand.Confirm("anna")).ThenStored(new HandleEvent.Confirmed("anna"));

    [Fact]
    public void Who_confirms_too_late_is_told_that_the_handle_is_anothers()
    {
        var story = Handle(ByAnna, new HandleEvent.GivenBack(), new HandleEvent.Claimed("bruno", Until)).When(new HandleCommand.Confirm("anna")).ThenStored(new HandleEvent.Denied("anna"));
        Assert.Equal([new PostedMail(Streams.OfAccount("anna"), new HandleRefused())], story.Mail);
        Assert.Equal("bruno", story.State.AccountId);
    }

    [Theory]
    [InlineData("anna", true)]
    [InlineData("a-b_c.9", true)]
    [InlineData("abc", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("ab", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Anna", false)]
    [InlineData("anna rossi", false)]
    [InlineData("ànna", false)]
    [InlineData("anna\n", false)]
    [InlineData("аnna", false)] // the first letter is Cyrillic
    public void A_handle_has_3_to_32_of_its_characters(string? text, bool isHandle) => Assert.Equal(isHandle, HandleName.TryParse(text) is not null);

    [Fact]
    public void A_typed_handle_may_have_capitals_and_spaces_around_it() => Assert.Equal("anna", HandleName.TryParseTyped(" Anna ")!.Value.Value);
}
