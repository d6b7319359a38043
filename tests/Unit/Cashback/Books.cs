using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>One member with a card, whose rows are taken one after another; what each came to is read off the events, as a view does.</summary>
internal sealed class Books
{
    public const string Christmas = "2020-christmas";

    private readonly Dictionary<UInt128, RowOutcome> _outcomes = [];
    private readonly Dictionary<UInt128, long> _shown = [];
    private int _rows;

    public Books(Programme? programme = null)
    {
        Programme = programme ?? Given.StateCashback;
        Apply(new ParticipantEvent.Joined(
            "terms", Given.Instant("2020-12-08T10:00:00+01:00"), Given.Day("2020-12-08"), new Sealed<Identity>("anna", new Identity(new DateOnly(1985, 12, 10), null)), null));
        Apply(new ParticipantEvent.InstrumentAdded("i1", "1.card", new Sealed<CardFace>("anna", new CardFace("visa", "1111", "12/27", "")), Given.Day("2020-12-08")));
        Apply(new ParticipantEvent.InstrumentAdded("i2", "1.other", new Sealed<CardFace>("anna", new CardFace("visa", "2222", "12/27", "")), Given.Day("2020-12-08")));
    }

    public Participant State { get; private set; } = Participant.Empty;

    public Programme Programme { get; }

    /// <summary>Every event, in order.</summary>
    public List<ParticipantEvent> Events { get; } = [];

    public (int Count, long RewardMinor) Totals(string period = Christmas) =>
        State.Periods.FirstOrDefault(totals => totals.Period == period) is { } found ? (found.Count, found.RewardMinor) : (0, 0);

    /// <summary>"outcome" or "outcome:reason", as the API says it.</summary>
    public string Of(AcquirerRow row) => _outcomes[row.Key()] is var outcome && outcome.Reason() is { } reason ? $"{outcome.Word()}:{reason}" : _outcomes[row.Key()].Word();

    public RowOutcome OutcomeOf(AcquirerRow row) => _outcomes[row.Key()];

    /// <summary>Closes the period for them, without a prize.</summary>
    public Books Settle(string period = Christmas) => Do(new ParticipantCommand.SettlePeriod(Programme, period, "anna", LastPrizePlace: null), Given.Instant("2021-01-11T10:00:00+01:00"));

    /// <summary>A payout asks them; an order is named "o-" and the payout.</summary>
    public Books Order(string payoutId, string period = Christmas) =>
        Do(new ParticipantCommand.OrderPayment(Programme, Programme.Find(period)!, payoutId, "o-" + payoutId, TotalDueMinor: 0), Given.Instant("2021-01-20T10:00:00+01:00"));

    /// <summary>What a row changes in the capped sum.</summary>
    public long Shown(AcquirerRow row) => _shown[row.Key()];

    /// <summary>All that is shown of a period together.</summary>
    public long Shown() => _shown.Values.Sum();

    public Books Take(params AcquirerRow[] rows) => Take(Given.Instant("2020-12-30T10:00:00+01:00"), rows);

    public Books Take(DateTimeOffset at, params AcquirerRow[] rows)
    {
        foreach (var row in rows) Do(new ParticipantCommand.TakeRow(Programme, "f1", ++_rows, "i1", row, row.Key()), at);
        return this;
    }

    public Books TakeOnOtherCard(AcquirerRow row) => Do(new ParticipantCommand.TakeRow(Programme, "f1", ++_rows, "i2", row, row.Key()), Given.Instant("2020-12-30T10:00:00+01:00"));

    public Books Decide(AcquirerRow reversal, AcquirerRow? purchase, bool isDismissed = false) =>
        Do(new ParticipantCommand.DecideReversal(Programme, reversal.Key(), purchase?.Key(), isDismissed), Given.Instant("2021-01-05T10:00:00+01:00"));

    public Books Do(ParticipantCommand command, DateTimeOffset at)
    {
        var decision = Participant.Type.Decide(State, command, new Context(CommandId.None, "manager", at));
        Assert.Null(decision.Refusal);
        foreach (var stored in decision.Events) Apply(stored);
        return this;
    }

    public string? Refusal(ParticipantCommand command, string at = "2021-01-05T10:00:00+01:00") =>
        Participant.Type.Decide(State, command, new Context(CommandId.None, "manager", Given.Instant(at))).Refusal?.Code;

    public void Apply(ParticipantEvent stored)
    {
        State = Participant.Type.Apply(State, stored);
        Events.Add(stored);
        switch (stored)
        {
            case ParticipantEvent.PurchaseTaken taken: (_outcomes[taken.Row.Key()], _shown[taken.Row.Key()]) = (taken.Outcome, taken.ShownMinor); break;
            case ParticipantEvent.ReversalTaken taken: (_outcomes[taken.Row.Key()], _shown[taken.Row.Key()]) = (taken.Outcome, 0); break;
            case ParticipantEvent.ReversalsMatched matched:
                foreach (var reversal in matched.Reversals) (_outcomes[reversal.Key], _shown[reversal.Key]) = (reversal.Outcome, reversal.ShownMinor);
                foreach (var purchase in matched.Purchases) _outcomes[purchase.Key] = purchase.Outcome;
                break;
        }
    }
}
