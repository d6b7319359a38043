namespace Mainstay.Cashback.Programmes;

/// <summary>Where a period stands on a day. Closed is an act of a manager and known to the period itself, not to the calendar.</summary>
internal enum PeriodPhase
{
    Upcoming,
    Open,

    /// <summary>Over, but late rows of its days still count.</summary>
    Grace,

    /// <summary>Nothing counts any more; it can be closed.</summary>
    Over,
}

/// <summary>One period of a programme and its figures. Amounts in the smallest unit of the programme's currency.</summary>
/// <param name="Id">Stored for ever in names of streams: lower case, digits, dashes.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Start">First day, inclusive.</param>
/// <param name="End">Last day, inclusive.</param>
/// <param name="GraceDays">Days after the last one on which rows of the period are still processed.</param>
/// <param name="MinimumCount">Below this number of counted purchases nothing is due.</param>
/// <param name="RateBasisPoints">Reward per purchase in hundredths of a percent.</param>
/// <param name="PurchaseCapMinor">A purchase counts up to this amount.</param>
/// <param name="PeriodCapMinor">No more than this reward per person.</param>
/// <param name="BudgetMinor">What may be paid to all together, or null for no limit.</param>
/// <param name="Prize">What the first in the ranking get in addition, or null.</param>
internal sealed record ProgrammePeriod(
    string Id, LocalisedText Name, DateOnly Start, DateOnly End, int GraceDays, int MinimumCount,
    int RateBasisPoints, long PurchaseCapMinor, long PeriodCapMinor, long? BudgetMinor, Prize? Prize = null)
{
    /// <summary>The last day on which a row of this period is processed.</summary>
    public DateOnly GraceEnd => End.AddDays(GraceDays);

    public bool Contains(DateOnly day) => Start <= day && day <= End;

    public PeriodPhase PhaseOn(DateOnly today) =>
        today < Start ? PeriodPhase.Upcoming
        : today <= End ? PeriodPhase.Open
        : today <= GraceEnd ? PeriodPhase.Grace
        : PeriodPhase.Over;
}

/// <summary>What the first in a period's ranking get in addition, if they have reached the minimum count.</summary>
/// <param name="AmountMinor">Each, above zero.</param>
/// <param name="Places">How many get it, above zero.</param>
internal sealed record Prize(long AmountMinor, int Places);
