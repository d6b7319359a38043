using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.TimeZones;

namespace Mainstay.FeederProtocol;

/// <summary>A plan as it is sent, stored and shown: the JSON of a schedule with its version. Nothing in it is checked yet.</summary>
public sealed record PlanDocument
{
    public long? Version { get; init; }
    public string? Zone { get; init; }

    /// <summary>skip or catch-up.</summary>
    public string? MissedPolicy { get; init; }

    /// <summary>leave or finish; leave when not given.</summary>
    public string? InterruptedPolicy { get; init; }
    public int? GraceMinutes { get; init; }
    public int? DailyMaximumPortions { get; init; }
    public IReadOnlyList<MealDocument?>? Meals { get; init; }
    public IReadOnlyList<PauseDocument?>? Pauses { get; init; }
    public IReadOnlyList<SkipDocument?>? Skips { get; init; }

    public static PlanDocument Of(Plan plan) => new()
    {
        Version = plan.Version,
        Zone = plan.Zone.Id,
        MissedPolicy = plan.Missed == Mainstay.FeederProtocol.MissedPolicy.CatchUp ? "catch-up" : "skip",
        InterruptedPolicy = plan.Interrupted == Mainstay.FeederProtocol.InterruptedPolicy.Finish ? "finish" : "leave",
        GraceMinutes = (int)plan.Grace.TotalMinutes,
        DailyMaximumPortions = plan.DailyMaximum,
        Meals = [.. plan.Meals.Select(MealDocument.Of)],
        Pauses = [.. plan.Pauses.Select(pause => new PauseDocument { From = pause.WrittenFrom, To = pause.WrittenTo })],
        Skips = [.. plan.Skips.OrderBy(skip => skip.Date).Select(skip => new SkipDocument { MealId = skip.MealId, Date = Dates.Write(skip.Date) })],
    };

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Default.PlanDocument);
}

public sealed record MealDocument
{
    public string? MealId { get; init; }

    /// <summary>HH:mm.</summary>
    public string? Time { get; init; }

    /// <summary>mon, tue, wed, thu, fri, sat, sun.</summary>
    public IReadOnlyList<string?>? Days { get; init; }
    public int? Portions { get; init; }
    public string? Pet { get; init; }
    public bool? Enabled { get; init; }

    public static MealDocument Of(Meal meal) => new()
    {
        MealId = meal.MealId,
        Time = $"{meal.Time.Hour:00}:{meal.Time.Minute:00}",
        Days = [.. DayNames.Of(meal.Days)],
        Portions = meal.Portions,
        Pet = meal.Pet,
        Enabled = meal.Enabled,
    };
}

/// <summary>Two dates, both included, or two instants, the second left out.</summary>
public sealed record PauseDocument
{
    public string? From { get; init; }
    public string? To { get; init; }
}

public sealed record SkipDocument
{
    public string? MealId { get; init; }
    public string? Date { get; init; }
}

/// <summary>Dates as the API writes them, and when they begin.</summary>
public static class Dates
{
    /// <summary>A local time that a change of the clock leaves out comes at the first valid moment after it; one that comes twice is meant the first time.</summary>
    internal static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>A date that its zone jumps over begins where the next one does.</summary>
    public static Instant BeginningOf(LocalDate date, DateTimeZone zone) => zone.ResolveLocal(date.AtMidnight(), Resolver).ToInstant();

    public static string Write(LocalDate date) => date.ToString("uuuu'-'MM'-'dd", CultureInfo.InvariantCulture);
}

/// <summary>The names of days as the API writes them, Monday first.</summary>
public static class DayNames
{
    public static readonly IReadOnlyList<string> All = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static IEnumerable<string> Of(Days days) => All.Where((_, index) => days.HasFlag((Days)(1 << index)));

    /// <returns>None when it is no day's name.</returns>
    public static Days Read(string? name)
    {
        for (var day = 0; day < All.Count; day++)
            if (All[day] == name) return (Days)(1 << day);
        return Days.None;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 8)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
