using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What leaving a programme forfeits, and what joining again begins with.</summary>
public sealed class LeavingTests
{
    private static readonly Programme State = Given.StateCashback;
    private static readonly DateTimeOffset Leaving = Given.Instant("2020-12-20T10:00:00+01:00");
    private static readonly ParticipantCommand.Withdraw Leave = new(State);

    private static AcquirerRow Bought(string id, string at = "2020-12-10T12:00:00+01:00", string? link = null, string operation = "00") => Given.Purchase(at, 10_000, operation, id: id, correlationId: link);

    private static Books Member(int purchases = 10) => new Books().Take([.. Enumerable.Range(0, purchases).Select(i => Bought($"p{i}", link: $"c{i}"))]);

    private static ParticipantCommand.Join Again => new(State, new DateOnly(1985, 12, 10), new Sealed<Identity>("anna", new Identity(new DateOnly(1985, 12, 10), null)), null);

    [Fact]
    public void The_present_period_is_forfeited_with_all_that_counted()
    {
        var books = Member().Do(Leave, Leaving);
        Assert.Equal((null, null, (0, 0L)), (books.State.Membership, books.State.Account, books.Totals()));
        Assert.Equal(new ForfeitedPeriod(Books.Christmas, Given.Instant("2020-12-08T00:00:00+01:00"), Given.Instant("2021-01-01T00:00:00+01:00"), 10, 10_000, IsSettled: false, 0),
            Assert.Single(Assert.IsType<ParticipantEvent.Withdrawn>(books.Events[^1]).Forfeited));
        Assert.All(books.State.Purchases.Purchases(), purchase => Assert.Equal(RowOutcome.Withdrawn, purchase.Row.Outcome));
    }

    [Fact]
    public void The_cards_are_given_back_and_the_tax_id_is_free()
    {
        var story = new Story<Participant, ParticipantCommand, ParticipantEvent>(Participant.Type, "state-cashback-2020:anna").Given(
            new ParticipantEvent.Joined("t", Leaving, Given.Day("2020-12-08"), new Sealed<Identity>("anna", new Identity(default, "x")), "state-cashback-2020:1.tax"),
            new ParticipantEvent.InstrumentAdded("i1", "1.a", new Sealed<CardFace>("anna", new CardFace("visa", "1", "1", "")), Given.Day("2020-12-08")),
            new ParticipantEvent.InstrumentAdded("i2", "1.b", new Sealed<CardFace>("anna", new CardFace("visa", "1", "1", "")), Given.Day("2020-12-08")),
            new ParticipantEvent.InstrumentRemoved("i2", "1.b", Given.Day("2020-12-09"))).When(Leave, at: Leaving).Then(typeof(ParticipantEvent.Withdrawn));
        Assert.Equal(
            [
                new PostedMail(EntityKey.Of(TaxId.Type, "state-cashback-2020:1.tax"), new TaxIdGivenBack("state-cashback-2020:anna")),
                new PostedMail(EntityKey.Of(Instrument.Type, "state-cashback-2020:1.a"), new InstrumentReleased("i1", Given.Day("2020-12-20"))),
            ],
            story.Mail);
        Assert.All(story.State.Instruments, held => Assert.False(held.IsActive));
    }

    [Fact]
    public void A_tax_id_that_was_given_back_can_be_claimed_by_another()
    {
        var story = new Story<TaxId, TaxIdCommand, TaxIdEvent>(TaxId.Type).Given(new TaxIdEvent.Confirmed("p:anna"))
            .When(new TaxIdCommand.GiveBack("p:bruno")).ThenNothing()
            .When(new TaxIdCommand.GiveBack("p:anna")).ThenStored(new TaxIdEvent.GivenBack())
            .When(new TaxIdCommand.GiveBack("p:anna")).ThenNothing();
        story.When(new TaxIdCommand.Claim("p:bruno")).Then(typeof(TaxIdEvent.Claimed));
    }

    [Fact]
    public void What_is_over_and_still_owed_is_forfeited_too_and_what_was_paid_stays()
    {
        var books = Member();
        books.Apply(new ParticipantEvent.IbanSet(new Sealed<BankAccount>("anna", new BankAccount("IT60X0542811101000000123456", "Anna"))));
        books.Apply(new ParticipantEvent.PeriodSettled(Books.Christmas, 10, 10_000, 10_000, HasIban: true));
        var owed = new Books();
        foreach (var stored in books.Events) owed.Apply(stored);
        owed.Do(Leave, Given.Instant("2021-02-01T10:00:00+01:00"));
        Assert.Equal(new Settlement(0, ForfeitedMinor: 10_000), Assert.Single(owed.State.Periods).Settlement);
        Assert.Equal(10_000, ClosingFigures.Of(owed.State, State.Periods[0]).TotalDueMinor); // Closing may still be under way, and ask again.
        Assert.Equal((true, 10_000L), Assert.IsType<ParticipantEvent.Withdrawn>(owed.Events[^1]).Forfeited[0] is var forfeited ? (forfeited.IsSettled, forfeited.DueMinor) : default);

        books.Apply(new ParticipantEvent.OrderedPayment(Books.Christmas, "p1", "o1", 10_000, "EUR", books.State.Account!, "Cashback"));
        books.Do(Leave, Given.Instant("2021-02-01T10:00:00+01:00"));
        Assert.Equal((10_000L, "p1"), books.State.Periods[0].Settlement is { } paid ? (paid.PaidMinor, paid.PayoutId) : default);
        Assert.Equal("2021-h1", Assert.Single(Assert.IsType<ParticipantEvent.Withdrawn>(books.Events[^1]).Forfeited).Period);
    }

    [Fact]
    public void Nothing_counts_for_somebody_who_has_left_and_no_account_is_taken()
    {
        var books = Member(0).Do(Leave, Leaving);
        var late = Bought("late", "2020-12-15T12:00:00+01:00");
        Assert.Equal("not-counted:withdrawn", books.Take(late).Of(late));
        Assert.Equal("withdrawn", books.Refusal(new ParticipantCommand.SetIban(State, new Sealed<BankAccount>("anna", new BankAccount("x", "y")))));
    }

    [Fact]
    public void Joining_again_starts_from_zero()
    {
        var books = Member().Do(Leave, Leaving).Do(Again, Given.Instant("2020-12-21T10:00:00+01:00"));
        Assert.Equal((0, 0L), books.Totals());
        var (before, reversed) = (Bought("before", "2020-12-19T12:00:00+01:00"), Bought("r", "2020-12-22T12:00:00+01:00", "c1", "01"));
        books.Do(new ParticipantCommand.AddInstrument(State, "i3", "1.card", new Sealed<CardFace>("anna", new CardFace("visa", "1", "1", ""))), Given.Instant("2020-12-21T11:00:00+01:00"));
        books.Take(before, reversed);
        Assert.Equal(("not-counted:before-terms", "not-counted:withdrawn", (0, 0L)), (books.Of(before), books.Of(reversed), books.Totals()));
        Assert.Null(books.State.Left);
    }

    [Fact]
    public void Leaving_twice_is_leaving_once_and_who_never_joined_cannot_leave()
    {
        var books = Member().Do(Leave, Leaving);
        var events = books.Events.Count;
        Assert.Equal(events, books.Do(Leave, Leaving).Events.Count);
        Assert.Equal("not-a-member", Participant.Type.Decide(Participant.Empty, Leave, new Context(CommandId.None, "anna", Leaving)).Refusal?.Code);
    }

    [Fact]
    public void Who_leaves_before_a_period_is_closed_for_them_is_due_nothing()
    {
        var books = Member().Do(Leave, Given.Instant("2021-01-15T10:00:00+01:00"));
        Assert.Empty(books.State.Periods);
        Assert.Equal(books.Events.Count, books.Do(new ParticipantCommand.SettlePeriod(State, Books.Christmas, "anna", null), Given.Instant("2021-01-16T10:00:00+01:00")).Events.Count);
    }
}
