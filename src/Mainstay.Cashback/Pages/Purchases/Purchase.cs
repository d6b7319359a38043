using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>A purchase or reversal in words.</summary>
public sealed class Purchase
{
    private readonly bool _isUnmatched;

    internal Purchase(ListedTransaction row, DateOnly today) => (Row, _isUnmatched) = (row, row.IsUnmatched(today));

    public State State => Row.Outcome switch
    {
        RowOutcome.Counted => State.Counted,
        RowOutcome.Waiting => _isUnmatched ? State.Unmatched : State.Waiting,
        RowOutcome.Ambiguous or RowOutcome.TooLarge => State.Parked,
        RowOutcome.Reversed => State.Reversed,
        _ => State.NotCounted,
    };

    internal ListedTransaction Row { get; }

    /// <summary>Why it does not count, or counts for less than its amount; null when there is nothing to say.</summary>
    public string? Reason(OwnProgramme own) => Row.Outcome switch
    {
        RowOutcome.Counted => CountedNote(own),
        RowOutcome.Waiting => Words.T[_isUnmatched ? "reason.unmatched" : "reason.waiting"],
        RowOutcome.Ambiguous or RowOutcome.TooLarge => Words.T["reason.parked"],
        RowOutcome.Reversed => Words.T["reason.reversed"],
        RowOutcome.Dismissed => Words.T["reason.dismissed"],
        RowOutcome.Withdrawn => Words.T["reason.withdrawn"],
        RowOutcome.BeforeActivation => Words.T["reason.before-activation", FirstDay(own)],
        RowOutcome.BeforeTerms => Words.T["reason.before-terms", own.Participant.Membership is { } member ? Format.Date(member.AcceptedOn.AddDays(1)) : ""],
        RowOutcome.AfterDeactivation => Words.T["reason.after-deactivation", own.Participant.Find(Row.InstrumentId)?.DeactivatedOn is { } day ? Format.Date(day) : ""],
        RowOutcome.TooLate => Words.T["reason.too-late", own.Find(Row.Period) is { } period ? Format.Date(period.Rules.GraceEnd) : ""],
        RowOutcome.Circuit => Words.T["reason.circuit", own.Circuits()],
        RowOutcome.OutsidePeriod => Words.T["reason.outside-period"],
        _ => ConditionOf(own.Rules)?.Text.In(Language.Current.Code),
    };

    private string? CountedNote(OwnProgramme own)
    {
        if (own.Find(Row.Period) is not { } period) return null;
        if (Row.IsReversal) return Row.ShownMinor == 0 ? Words.T["reason.reversal-excess", own.Write(period.Rules.PeriodCapMinor)] : null;
        if (Row.ShownMinor == 0 && Row.RunningMinor >= period.Rules.PeriodCapMinor) return Words.T["reason.period-cap", own.Write(period.Rules.PeriodCapMinor)];
        return Row.AmountMinor > period.Rules.PurchaseCapMinor ? Words.T["reason.purchase-cap", own.Write(period.Rules.PurchaseCapMinor)] : null;
    }

    private string FirstDay(OwnProgramme own) =>
        own.Participant.Find(Row.InstrumentId)?.Days().CountsFrom(own.Participant.Membership?.AcceptedOn) is { } day ? Format.Date(day) : "";

    private Condition? ConditionOf(Programme rules) => rules.Conditions.FirstOrDefault(condition => condition.Reason == Row.Outcome.Reason());
}
