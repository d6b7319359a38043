using System.Globalization;
using Mainstay.Drill.DarkWeek.Households;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Why a meal was not given as it was asked for: from what was done to the household, never from what its feeder says.</summary>
internal sealed class Reasons(Household household)
{
    // Within so much power in one piece a meal is begun.
    private static readonly Duration s_enough = Duration.FromMinutes(2);
    private static readonly Duration s_leastRest = Duration.FromMinutes(10);

    /// <returns>Null: nothing that happened to it explains it.</returns>
    public string? Why(DueMeal meal, int dropped) =>
        (dropped == 0 ? NoPower(meal) : null) ?? Interrupted(meal, dropped) ?? Parts(meal) ?? Clock(meal);

    private string? NoPower(DueMeal meal)
    {
        var until = household.Plan.LatestStart(meal);
        var (from, first, last) = (meal.Due, (Trouble?)null, (Trouble?)null);
        foreach (var dark in household.Of(TroubleKind.Dark).Where(dark => dark.Overlaps(meal.Due, until)).OrderBy(dark => dark.From))
        {
            if (dark.From - from >= s_enough) return null;
            (from, first, last) = (Instant.Max(from, dark.End), first ?? dark, dark);
        }

        return first is null || until - from >= s_enough ? null : $"no power from {first.From.Text()} to {last!.End.Text()}, longer than its grace of {household.Plan.GraceMinutes} min";
    }

    /// <summary>Cut off in the middle. With a counter that survives it is known what dropped, and only a rest that came too late is left out.</summary>
    private string? Interrupted(DueMeal meal, int dropped)
    {
        var cuts = household.Of(TroubleKind.Dark, TroubleKind.Killed).Where(cut => cut.From >= meal.Due - s_enough && cut.From <= household.Plan.LatestDrop(meal)).ToList();
        if (cuts.Count == 0) return null;
        var longest = cuts.MaxBy(cut => cut.End - cut.From)!;
        if (longest.End - longest.From >= Duration.Max(household.Plan.Grace, s_leastRest) - s_enough)
            return $"the power went at {longest.From.Text()} while it was being given, and came back at {longest.End.Text()}, too late for the rest";
        return !household.Home.Body.Parts.HasCounter && cuts.Count >= meal.Portions - dropped
            ? $"the power went at {cuts[0].From.Text()} while it was being given; nothing on this feeder shows whether a portion had dropped, and the owner's rule is to leave it"
            : null;
    }

    private string? Parts(DueMeal meal)
    {
        var trouble = household.Of(TroubleKind.Jammed, TroubleKind.Empty).FirstOrDefault(trouble => trouble.Overlaps(meal.Due, household.Plan.LatestDrop(meal)));
        return trouble is null ? null : $"{(trouble.Kind == TroubleKind.Empty ? "the hopper was empty" : "the wheel was stuck")} from {trouble.From.Text()} to {trouble.End.Text()}";
    }

    private string? Clock(DueMeal meal)
    {
        var off = household.Of(TroubleKind.ClockOff).FirstOrDefault(off => off.Overlaps(meal.Due - (off.WasAhead ? off.Off : Duration.Zero), household.Plan.LatestDrop(meal)));
        if (off is null) return null;
        var cause = household.Of(TroubleKind.Chip, TroubleKind.TimeSource, TroubleKind.Dark).LastOrDefault(cause => cause.From <= off.From && !(household.HasChip && cause.Kind == TroubleKind.Dark));
        var minutes = Math.Ceiling(off.Off.TotalMinutes).ToString(CultureInfo.InvariantCulture);
        return $"its clock was off by up to {minutes} min from {off.From.Text()} to {off.End.Text()}, {CauseOf(cause)}";
    }

    private string CauseOf(Trouble? cause) => cause?.Kind switch
    {
        TroubleKind.Chip => "after its clock chip had gone wrong",
        TroubleKind.TimeSource => "while the only time server that it could reach lied or was away",
        TroubleKind.Dark => "after a power cut, without a clock chip",
        _ => "which nothing that happened to it explains",
    };
}
