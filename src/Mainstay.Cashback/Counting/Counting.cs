using System.Runtime.InteropServices;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Counting;

/// <summary>From when until when an instrument's purchases count for a person.</summary>
/// <param name="ActivatedOn">Local date of its activation; purchases count from the next day.</param>
/// <param name="DeactivatedOn">Local date of its deactivation, whose purchases still count; null while active.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InstrumentDays(DateOnly ActivatedOn, DateOnly? DeactivatedOn)
{
    /// <summary>The first day that counts: the one after the later of activation and acceptance of terms; null while no terms are accepted.</summary>
    public DateOnly? CountsFrom(DateOnly? termsAcceptedOn) =>
        termsAcceptedOn is { } terms ? (terms > ActivatedOn ? terms : ActivatedOn).AddDays(1) : null;
}

/// <summary>What a purchase is worth, and why not more.</summary>
/// <param name="Period">The period whose days it falls in, or null.</param>
/// <param name="Reason">Why it does not count; null when it counts.</param>
/// <param name="RewardMinor">Before the period's cap.</param>
internal readonly record struct Judgement(string? Period, string? Reason, long RewardMinor)
{
    public bool Counts => Reason is null;
}

/// <summary>What a person has agreed to.</summary>
/// <param name="AcceptedOn">Local date on which they accepted the terms, or null.</param>
/// <param name="HasLeft">Whether they have left since.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Terms(DateOnly? AcceptedOn, bool HasLeft = false);

/// <summary>
/// Whether a purchase counts. The rules are asked in the order in which the programme states them, and the first that refuses gives the reason: its local
/// date lies in a period; it is on or after the day from which the instrument counts, and not after its deactivation; its circuit takes part; no condition
/// refuses it; and it is processed by the end of the grace period.
/// </summary>
internal static class Counting
{
    /// <param name="programme">The rules.</param>
    /// <param name="row">The purchase.</param>
    /// <param name="days">The instrument's days.</param>
    /// <param name="terms">What the person has agreed to.</param>
    /// <param name="processedAt">Now.</param>
    /// <param name="isClosed">Whether a period is closed for the person already, whatever the clock says.</param>
    public static Judgement Judge(
        Programme programme, AcquirerRow row, InstrumentDays days, Terms terms, DateTimeOffset processedAt, Func<string, bool> isClosed)
    {
        var day = programme.Zone.DateOf(row.At);
        if (programme.PeriodOf(day) is not { } period) return new Judgement(null, "outside-period", 0);
        var reason = OfTheDays(day, days, terms) ?? OfTheProgramme(programme, row) ?? (IsTooLate(programme, period, processedAt, isClosed) ? "too-late" : null);
        return new Judgement(period.Id, reason, reason is null ? Reward.Of(row.AmountMinor, period.PurchaseCapMinor, period.RateBasisPoints) : 0);
    }

    /// <summary>Whether a period's rows are no longer processed: its grace is over, or it is closed for the person, whatever the clock says.</summary>
    public static bool IsTooLate(Programme programme, ProgrammePeriod period, DateTimeOffset processedAt, Func<string, bool> isClosed) =>
        programme.Zone.DateOf(processedAt) > period.GraceEnd || isClosed(period.Id);

    private static string? OfTheDays(DateOnly day, InstrumentDays days, Terms terms)
    {
        if (terms.HasLeft) return "withdrawn";
        if (day <= days.ActivatedOn) return "before-activation";
        if (terms.AcceptedOn is not { } accepted || day <= accepted) return "before-terms";
        return day > days.DeactivatedOn ? "after-deactivation" : null;
    }

    private static string? OfTheProgramme(Programme programme, AcquirerRow row)
    {
        if (!programme.HasCircuit(row.Circuit)) return "circuit";
        foreach (var condition in programme.Conditions)
        {
            if (condition.Refuses(row)) return condition.Reason;
        }

        return null;
    }
}
