using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages;

/// <summary>A period of a programme as one person sees it at one moment.</summary>
public sealed class OwnPeriod
{
    internal OwnPeriod(ProgrammePeriod rules, PeriodTotals? totals, State state, DateTimeOffset? orderedAt) => (Rules, Totals, State, OrderedAt) = (rules, totals, state, orderedAt);

    public string Name => Rules.Name.In(Language.Current.Code);

    /// <summary>Upcoming, open, closing (no purchase of a later day counts, late ones still arrive) or closed.</summary>
    public State State { get; }

    public bool IsClosed => State == State.Closed;

    public long Count => Totals?.Count ?? 0;

    public bool HasReachedMinimum => Count >= Rules.MinimumCount;

    /// <summary>What has come together, within the period's cap.</summary>
    public long RewardMinor => Math.Min(Totals?.RewardMinor ?? 0, Rules.PeriodCapMinor);

    /// <summary>What is due once the period is closed.</summary>
    public long DueMinor => Totals?.Settlement?.DueMinor ?? 0;

    /// <summary>What was ordered to be paid; null while it is owed.</summary>
    public long? PaidMinor => Totals?.Settlement is { PayoutId: not null } settled ? settled.PaidMinor : null;

    /// <summary>When the payment was ordered; null before.</summary>
    public DateTimeOffset? OrderedAt { get; }

    internal ProgrammePeriod Rules { get; }

    private PeriodTotals? Totals { get; }
}
