using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

using Card = Story<Instrument, InstrumentCommand, InstrumentEvent>;
using Tax = Story<TaxId, TaxIdCommand, TaxIdEvent>;

public sealed class OwnershipTests
{
    private const string Anna = "p:anna";
    private const string Bruno = "p:bruno";
    private static readonly DateTimeOffset InTenMinutes = Card.Noon.AddMinutes(10);
    private static readonly DateOnly Eighth = new(2020, 12, 8);
    private static readonly InstrumentEvent.Held AnnaHolds = new(Anna, "a1", Eighth);

    private static Card ACard(params InstrumentEvent[] given) => new Card(Instrument.Type, "p:1.card").Given(given);

    private static Tax ATaxId(params TaxIdEvent[] given) => new Tax(TaxId.Type, "p:1.tax").Given(given);

    [Fact]
    public void A_card_is_whose_mail_comes_first()
    {
        var story = ACard().When(Instrument.Type.Receive!(new InstrumentHeld(Anna, "a1", Eighth))).ThenStored(AnnaHolds);
        Assert.Equal(new Ownership(Anna, "a1", Eighth), Assert.Single(story.State.Owners));
    }

    [Fact]
    public void A_claim_of_an_earlier_program_that_is_never_confirmed_is_given_back()
    {
        var story = ACard(new InstrumentEvent.Claimed(Anna, "a1", InTenMinutes));
        Assert.Equal(InTenMinutes, Instrument.Type.DueAt!(story.State));
        story.When(Instrument.Type.Tick!(InTenMinutes)).ThenStored(new InstrumentEvent.Lapsed("a1"));
        Assert.Null(Instrument.Type.DueAt!(story.State));
        story.When(new InstrumentCommand.Hold(Bruno, "b1", Eighth)).Then(typeof(InstrumentEvent.Held));
    }

    [Fact]
    public void A_claim_of_an_earlier_program_is_confirmed_by_mail()
    {
        var story = ACard(new InstrumentEvent.Claimed(Anna, "a1", InTenMinutes)).When(new InstrumentCommand.Hold(Anna, "a1", Eighth)).ThenStored(AnnaHolds);
        Assert.Null(Instrument.Type.DueAt!(story.State));
        Assert.Equal(new Ownership(Anna, "a1", Eighth), Assert.Single(story.State.Owners));
    }

    [Fact]
    public void Of_two_who_add_a_card_at_once_the_later_one_is_told_by_mail()
    {
        var story = ACard(AnnaHolds).When(new InstrumentCommand.Hold(Bruno, "b1", Eighth)).ThenStored(new InstrumentEvent.Denied(Bruno, "b1"));
        Assert.Equal([new PostedMail(EntityKey.Of(Participant.Type, Bruno), new InstrumentTaken("b1"))], story.Mail);
        Assert.Equal(Anna, story.State.Present!.Participant);
    }

    [Fact]
    public void A_card_given_back_is_free_for_another_and_each_days_owner_stays_known()
    {
        var story = ACard(AnnaHolds).When(Instrument.Type.Receive!(new InstrumentReleased("a1", Eighth.AddDays(2)))).Then(typeof(InstrumentEvent.Released))
            .When(new InstrumentCommand.Hold(Bruno, "b1", Eighth.AddDays(2))).Then(typeof(InstrumentEvent.Held));
        Assert.Equal(Anna, story.State.OwnerOn(Eighth.AddDays(1))!.Participant);
        Assert.Equal(Anna, story.State.OwnerOn(Eighth.AddDays(2))!.Participant); // the day of the deactivation is still hers
        Assert.Equal(Bruno, story.State.OwnerOn(Eighth.AddDays(3))!.Participant);
        Assert.Equal(Anna, story.State.OwnerOn(Eighth)!.Participant); // before it counts: the first owner is told so
        Assert.Equal(Anna, story.State.OwnerOn(Eighth.AddDays(-300))!.Participant);
    }

    [Fact]
    public void Between_two_owners_the_earlier_one_is_told_that_it_came_after_the_deactivation()
    {
        var story = ACard(AnnaHolds, new InstrumentEvent.Released("a1", Eighth.AddDays(2)), new InstrumentEvent.Held(Bruno, "b1", Eighth.AddDays(9)));
        Assert.Equal(Anna, story.State.OwnerOn(Eighth.AddDays(5))!.Participant);
        Assert.Equal(Anna, story.State.OwnerOn(Eighth.AddDays(9))!.Participant);
        Assert.Equal(Bruno, story.State.OwnerOn(Eighth.AddDays(10))!.Participant);
    }

    [Fact]
    public void A_card_that_is_only_claimed_is_nobodys_yet() => Assert.Null(ACard(new InstrumentEvent.Claimed(Anna, "a1", InTenMinutes)).State.OwnerOn(Eighth));

    [Fact]
    public void A_release_of_another_instrument_is_passed_over() => ACard(AnnaHolds).When(new InstrumentCommand.Release("other", Eighth)).ThenNothing();

    [Fact]
    public void A_tax_id_is_claimed_confirmed_and_refused_to_others() => ATaxId()
        .When(new TaxIdCommand.Claim(Anna)).ThenStored(new TaxIdEvent.Claimed(Anna, InTenMinutes))
        .When(new TaxIdCommand.Claim(Bruno)).ThenRefused("tax-id-in-use")
        .When(new TaxIdCommand.Claim(Anna)).ThenNothing()
        .When(TaxId.Type.Receive!(new TaxIdHeld(Anna, 1))).ThenStored(new TaxIdEvent.Confirmed(Anna))
        .When(new TaxIdCommand.Confirm(Anna, 1)).ThenNothing()
        .When(new TaxIdCommand.Claim(Bruno)).ThenRefused("tax-id-in-use");

    [Fact]
    public void A_tax_id_never_confirmed_is_given_back()
    {
        var story = ATaxId(new TaxIdEvent.Claimed(Anna, InTenMinutes)).When(TaxId.Type.Tick!(InTenMinutes)).ThenStored(new TaxIdEvent.Lapsed());
        Assert.Null(TaxId.Type.DueAt!(story.State));
        story.When(new TaxIdCommand.Claim(Bruno)).Then(typeof(TaxIdEvent.Claimed));
        story.When(new TaxIdCommand.Confirm(Anna, 1)).ThenStored(new TaxIdEvent.Denied(Anna, 1));
        Assert.Equal([new PostedMail(EntityKey.Of(Participant.Type, Anna), new TaxIdTaken("p:1.tax", 1))], story.Mail);
    }

    [Fact]
    public void Keys_that_were_met_must_be_there_again_and_the_same()
    {
        var keys = new Story<HashKeys, HashKeysCommand, HashKeysEvent>(HashKeys.Type, "all");
        keys.When(new HashKeysCommand.Meet([new KnownKey(1, "a")])).ThenStored(new HashKeysEvent.Met(1, "a"));
        keys.When(new HashKeysCommand.Meet([new KnownKey(1, "a")])).ThenNothing();
        keys.When(new HashKeysCommand.Meet([new KnownKey(2, "b"), new KnownKey(1, "a")])).ThenStored(new HashKeysEvent.Met(2, "b"));
        keys.When(new HashKeysCommand.Meet([new KnownKey(2, "b")])).ThenRefused("hash-key-missing");
        keys.When(new HashKeysCommand.Meet([new KnownKey(2, "b"), new KnownKey(1, "c")])).ThenRefused("hash-key-changed");
    }
}
