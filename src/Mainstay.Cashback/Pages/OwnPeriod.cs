using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Rankings;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages;

/// <summary>A period of a programme as one person sees it at one moment.</summary>
public sealed class OwnPeriod
{
    internal OwnPeriod(ProgrammePeriod rules, PeriodTotals? totals, State state, long? dueMinor, DateTimeOffset? orderedAt, OwnRank rank) =>
        (Rules, Totals, State, DueMinor, OrderedAt, Rank) = (rules, totals, state, dueMinor ?? 0, orderedAt, rank);

    public string Name => Rules.Name.In(Language.Current.Code);

    /// <summary>Upcoming, open, closing (no purchase of a later day counts, late ones still arrive) or closed.</summary>
    public State State { get; }

    public bool IsClosed => State == State.Closed;

    public long Count => Totals?.Count ?? 0;

    public bool HasReachedMinimum => Count >= Rules.MinimumCount;

    /// <summary>What has come together, within the period's cap.</summary>
    public long RewardMinor => Math.Min(Totals?.RewardMinor ?? 0, Rules.PeriodCapMinor);

    /// <summary>What is due once the period is closed, after everybody's share was cut to the budget.</summary>
    public long DueMinor { get; }

    /// <summary>What was ordered to be paid; null while it is owed.</summary>
    public long? PaidMinor => Totals?.Settlement is { PayoutId: not null } settled ? settled.PaidMinor : null;

    /// <summary>When the payment was ordered; null before.</summary>
    public DateTimeOffset? OrderedAt { get; }

    /// <summary>When the bank paid; null before.</summary>
    public DateOnly? PaidOn => Totals?.Settlement?.ExecutedOn;

    /// <summary>The bank could not pay, and the person has not given an account since.</summary>
    public bool NeedsAccount => Totals?.Settlement is { NeedsAccount: true };

    /// <summary>Why the bank could not pay, in its words; may be empty.</summary>
    public string FailedReason => Totals?.Settlement?.FailedReason ?? "";

    /// <summary>What of the sum is the prize of the ranking.</summary>
    public long PrizeMinor => Totals?.Settlement?.PrizeMinor ?? 0;

    /// <summary>Where the person stands among all.</summary>
    public OwnRank Rank { get; }

    internal ProgrammePeriod Rules { get; }

    private PeriodTotals? Totals { get; }
}
