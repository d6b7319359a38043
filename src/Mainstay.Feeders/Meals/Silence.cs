using Mainstay.Feeders.Homes;
using Mainstay.FeederProtocol;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Meals;

/// <summary>Which reports are waited for, and until when.</summary>
internal static class Silence
{
    /// <summary>A meal is reported within this of its time: the motor has turned, and the network was there.</summary>
    public static readonly TimeSpan ReportsWithin = TimeSpan.FromMinutes(3);

    /// <summary>After a start of the server feeders need this to come back.</summary>
    public static readonly TimeSpan ComesBackWithin = TimeSpan.FromMinutes(5);

    // Millions of feeders give the same seven o'clock meal: their absence is looked for over a minute, each at its own second.
    private const int SpreadSeconds = 60;
    private static readonly Duration s_ahead = Duration.FromDays(8);
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromDays(7);

    /// <summary>What is waited for when everything until an instant is settled.</summary>
    public static Awaited After(Feeder feeder, DateTimeOffset settled, string? said = null)
    {
        var plan = feeder.PlanInForce;
        if (!plan.HasMeals) return new Awaited(settled, null, null);
        var from = Remembered(feeder, settled);
        foreach (var occurrence in Owed(plan.ToPlan(), from, from + s_ahead))
        {
            if (occurrence.Id == said || RecentLines.Find(feeder.Lines, occurrence.Id) is not null) continue;
            var due = occurrence.Due.ToDateTimeOffset();
            return new Awaited(settled, due, due + ReportsWithin + SpreadOf(feeder.DeviceId!));
        }

        return new Awaited(settled, null, settled + s_looksAgain);
    }

    /// <summary>Meals that were due until an instant, and of which nothing was said.</summary>
    public static IEnumerable<Occurrence> Unsaid(Feeder feeder, DateTimeOffset until) =>
        Owed(feeder.PlanInForce.ToPlan(), Remembered(feeder, feeder.Awaited.From), until.ToInstant()).Where(occurrence => RecentLines.Find(feeder.Lines, occurrence.Id) is null);

    /// <summary>What the plan asks the feeder to give: neither paused nor left out.</summary>
    public static IEnumerable<Occurrence> Owed(Plan plan, Instant after, Instant until) => Occurrences.Between(plan, after, until)
        .Where(occurrence => !plan.Pauses.Any(pause => pause.Covers(occurrence.Due)) && !plan.Skips.Contains(new Skip(occurrence.Meal.MealId, occurrence.Date)));

    /// <summary>After a long absence of the server a feeder may say newer meals before older ones: of what is older than the state remembers, nobody is said to be silent.</summary>
    private static Instant Remembered(Feeder feeder, DateTimeOffset settled)
    {
        var known = RecentLines.KnownFrom(feeder.Lines);
        return (known > settled ? known.AddTicks(-1) : settled).ToInstant();
    }

    /// <summary>FNV-1a of the device id: the same on every machine and in every year.</summary>
    public static TimeSpan SpreadOf(string deviceId)
    {
        var hash = 2166136261u;
        foreach (var letter in deviceId) hash = unchecked((hash ^ letter) * 16777619u);
        return TimeSpan.FromSeconds(hash % SpreadSeconds);
    }
}
