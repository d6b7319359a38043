using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>A purchase or reversal in words.</summary>
public sealed class Purchase
{
    internal Purchase(ListedTransaction row) => Row = row;

    public State State => Row.Outcome switch
    {
        RowOutcome.Counted => State.Counted,
        RowOutcome.Waiting => State.Waiting,
        _ => State.NotCounted,
    };

    internal ListedTransaction Row { get; }

    /// <summary>Why it does not count, or counts for less than its amount; null when there is nothing to say.</summary>
    public string? Reason(OwnProgramme own) => Row.Outcome switch
    {
        RowOutcome.Counted => CountedNote(own),
        RowOutcome.Waiting => Words.T["reason.waiting"],
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
        if (Row.ShownMinor == 0 && Row.RunningMinor >= period.Rules.PeriodCapMinor) return Words.T["reason.period-cap", own.Write(period.Rules.PeriodCapMinor)];
        return Row.AmountMinor > period.Rules.PurchaseCapMinor ? Words.T["reason.purchase-cap", own.Write(period.Rules.PurchaseCapMinor)] : null;
    }

    private string FirstDay(OwnProgramme own) =>
        own.Participant.Find(Row.InstrumentId)?.Days().CountsFrom(own.Participant.Membership?.AcceptedOn) is { } day ? Format.Date(day) : "";

    private Condition? ConditionOf(Programme rules) => rules.Conditions.FirstOrDefault(condition => condition.Reason == Row.Outcome.Reason());
}
