using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback.Checks;

using Person = Story<Participant, ParticipantCommand, ParticipantEvent>;

/// <summary>What the issuer's answer does to a card.</summary>
public sealed class IssuersAnswerTests
{
    private static readonly Programme State = Given.StateCashback;
    private static readonly DateTimeOffset LaunchDay = Given.Instant("2020-12-08T10:00:00+01:00");
    private static readonly DateTimeOffset ThreeDaysLater = Given.Instant("2020-12-11T10:00:00+01:00");
    private static readonly Sealed<CardFace> Face = new("anna", new CardFace("visa", "1111", "12/27", ""));

    private static Person Anna() => new Person(Participant.Type, "state-cashback-2020:anna").Given(
        new ParticipantEvent.Joined("t", LaunchDay, Given.Day("2020-12-08"), new Sealed<Identity>("anna", new Identity(default, "x")), null));

    private static Person WithCard() =>
        Anna().When(new ParticipantCommand.AddInstrument(State, "i1", "1.card", Face, AwaitsCheck: true), at: LaunchDay).Then(typeof(ParticipantEvent.InstrumentAdded));

    private static ParticipantCommand.RecordCheck Says(CheckAnswer answer, string id = "i1") => new(State, id, answer);

    [Fact]
    public void A_card_is_active_from_the_day_it_is_received_on_while_the_issuer_is_asked()
    {
        var held = WithCard().State.Instruments[0];
        Assert.Equal((CheckState.Awaited, Given.Day("2020-12-08"), true), (held.Check, held.ActivatedOn, held.IsActive));
    }

    [Fact]
    public void Without_an_issuer_to_ask_nothing_is_awaited() =>
        Assert.Null(Anna().When(new ParticipantCommand.AddInstrument(State, "i1", "1.card", Face), at: LaunchDay).State.Instruments[0].Check);

    [Fact]
    public void A_confirmation_changes_neither_the_day_nor_what_counts()
    {
        var story = WithCard().When(Says(CheckAnswer.Confirmed), at: ThreeDaysLater).ThenStored(new ParticipantEvent.InstrumentConfirmed("i1"));
        Assert.Empty(story.Mail);
        Assert.Equal((null, Given.Day("2020-12-08"), true), (story.State.Instruments[0].Check, story.State.Instruments[0].ActivatedOn, story.State.Instruments[0].IsActive));
    }

    [Fact]
    public void A_refused_card_ends_that_day_and_is_free_for_others()
    {
        var story = WithCard().When(Says(CheckAnswer.Refused("card-blocked")), at: ThreeDaysLater)
            .ThenStored(new ParticipantEvent.InstrumentRefused("i1", "1.card", "card-blocked", Given.Day("2020-12-11")));
        Assert.Equal([new PostedMail(EntityKey.Of(Instrument.Type, "state-cashback-2020:1.card"), new InstrumentReleased("i1", Given.Day("2020-12-11")))], story.Mail);
        Assert.Equal((false, "card-blocked"), (story.State.Instruments[0].IsActive, story.State.Instruments[0].RefusedBecause));
    }

    public static TheoryData<string, string?> Standings => new()
    {
        { "received", null },
        { "active", null },
        { "refused", "card-blocked" },
        { "in use", "in-use" },
        { "refused, then in use", "in-use" },
        { "removed before the answer", null },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void A_card_says_how_far_it_is_and_why_it_is_refused(string what, string? reason)
    {
        var story = what switch
        {
            "received" => WithCard(),
            "active" => WithCard().When(Says(CheckAnswer.Confirmed)),
            "refused" => WithCard().When(Says(CheckAnswer.Refused("card-blocked"))),
            "in use" => WithCard().When(new ParticipantCommand.LoseInstrument("i1")),
            "refused, then in use" => WithCard().When(Says(CheckAnswer.Refused("card-blocked"))).When(new ParticipantCommand.LoseInstrument("i1")),
            _ => WithCard().When(new ParticipantCommand.RemoveInstrument(State, "i1")),
        };
        var standing = what switch
        {
            "received" => InstrumentStanding.Received,
            "active" => InstrumentStanding.Active,
            "removed before the answer" => InstrumentStanding.Ended,
            _ => InstrumentStanding.Refused,
        };
        Assert.Equal((standing, reason), (story.State.Instruments[0].Standing, story.State.Instruments[0].Reason));
    }

    [Fact]
    public void What_was_bought_while_the_issuer_was_asked_still_counts() => Assert.Equal(
        1,
        WithCard().When(Says(CheckAnswer.Refused("unknown-card")), at: ThreeDaysLater)
            .When(new ParticipantCommand.TakeRow(State, "f1", 1, "i1", Given.Purchase("2020-12-10T12:00:00+01:00"), Given.Purchase("2020-12-10T12:00:00+01:00").Key()), at: ThreeDaysLater)
            .State.Periods[0].Count);

    [Fact]
    public void A_refused_card_can_be_added_again_and_is_asked_about_again()
    {
        var story = WithCard().When(Says(CheckAnswer.Refused("unknown-card")), at: LaunchDay).Then(typeof(ParticipantEvent.InstrumentRefused))
            .When(new ParticipantCommand.AddInstrument(State, "i2", "1.card", Face, AwaitsCheck: true), at: ThreeDaysLater).Then(typeof(ParticipantEvent.InstrumentAdded));
        Assert.Equal(CheckState.Awaited, story.State.Find("i2")!.Check);
    }

    [Fact]
    public void Only_the_first_answer_counts() => WithCard()
        .When(Says(CheckAnswer.Confirmed)).Then(typeof(ParticipantEvent.InstrumentConfirmed))
        .When(Says(CheckAnswer.Confirmed)).ThenNothing()
        .When(Says(CheckAnswer.Refused("card-blocked"))).ThenNothing()
        .When(Says(CheckAnswer.Confirmed, "i9")).ThenNothing();

    [Fact]
    public void An_answer_about_a_card_that_was_taken_out_comes_too_late() => WithCard()
        .When(new ParticipantCommand.RemoveInstrument(State, "i1"), at: LaunchDay).Then(typeof(ParticipantEvent.InstrumentRemoved))
        .When(Says(CheckAnswer.Refused("card-blocked")), at: ThreeDaysLater).ThenNothing();

    [Theory]
    [InlineData("unknown-card", "unknown-card")]
    [InlineData("not-eligible", "not-eligible")]
    [InlineData("the moon is full", "issuer-refused")]
    [InlineData(null, "issuer-refused")]
    public void A_reason_that_nobody_knows_becomes_one_that_has_words(string? said, string kept) => Assert.Equal(kept, CheckAnswer.Refused(said).Reason);
}
