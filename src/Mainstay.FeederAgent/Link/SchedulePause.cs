using Mainstay.FeederAgent.Feeding;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>The schedule as a switch: off is a pause of the plan that has no end in sight, which every page shows and anybody can take away.</summary>
internal static class SchedulePause
{
    private const string Endless = "8999-12-31";

    public static bool IsOn(Feeder feeder) => feeder.Plan.Plan.Pauses is var pauses && pauses.Any(pause => pause.WrittenTo == Endless && pause.Covers(feeder.Clock.Read().Now));

    public static bool Begin(Feeder feeder)
    {
        if (IsOn(feeder)) return true;
        var from = NodaTime.Text.InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeSeconds(feeder.Clock.Read().Now.ToUnixTimeSeconds()));
        return Change(feeder, pauses => [.. pauses, new PauseDocument { From = from, To = Endless }]);
    }

    public static bool End(Feeder feeder) => !IsOn(feeder) || Change(feeder, pauses => [.. pauses.Where(pause => pause?.To != Endless)]);

    private static bool Change(Feeder feeder, Func<IReadOnlyList<PauseDocument?>, IReadOnlyList<PauseDocument?>> change)
    {
        var (plan, revision) = (feeder.Plan, feeder.Plan.LocalRevision);
        var document = PlanDocument.Of(plan.Plan);
        return feeder.Edit(document with { Pauses = change(document.Pauses ?? []) }, revision) is { IsFollowed: true };
    }
}
