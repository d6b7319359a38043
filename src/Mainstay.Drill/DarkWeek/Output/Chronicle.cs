using System.Globalization;
using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Judging;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Output;

/// <summary>All that happened to one feeder, in the order in which it did: what was done to it, what dropped, and what its ledger says.</summary>
internal static class Chronicle
{
    public static IEnumerable<string> Of(Household household)
    {
        var (parts, plan) = (household.Home.Body.Parts, household.Plan);
        yield return $"{household.Id} in {plan.Zone}: chip {household.HasChip}, counter {parts.HasCounter}, index switch {parts.HasIndexSwitch}, scale {parts.HasScale}, can turn back {parts.CanReverse}";
        yield return $"{plan.MissedPolicy} what is missed, grace {plan.GraceMinutes} min: {string.Join(", ", plan.Meals!.Select(meal => string.Create(CultureInfo.InvariantCulture, $"{meal!.MealId} {meal.Time} {meal.Portions}")))}";
        foreach (var (_, text) in Lines(household).OrderBy(line => line.At)) yield return text;
    }

    private static IEnumerable<(Instant At, string Text)> Lines(Household household)
    {
        foreach (var trouble in household.Troubles) yield return (trouble.From, $"{trouble.From.Text()}  {trouble.Kind} until {trouble.End.Text()}{(trouble.Off > Duration.Zero ? $", by up to {trouble.Off}" : "")}");
        foreach (var asked in household.Asked) yield return (asked.At, string.Create(CultureInfo.InvariantCulture, $"{asked.At.Text()}  somebody asked for {asked.Portions}"));
        foreach (var drop in household.Home.DroppedAt) yield return (drop, $"{drop.Text()}  a portion dropped");
        foreach (var entry in household.Home.Disk.Entries.Values)
            yield return (entry.Due, string.Create(CultureInfo.InvariantCulture, $"{entry.Due.Text()}  due: {entry.OccurrenceId}, {entry.State} {entry.Reason}, {entry.Given} (+{entry.Doubtful}) of {entry.Asked}, begun {entry.StartedAt?.Text()}, ended {entry.EndedAt?.Text()}, revision {entry.Revision}, acknowledged {entry.Acknowledged}"));
    }
}
