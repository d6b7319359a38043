using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.FeederProtocol;

/// <summary>What cannot be followed in a plan.</summary>
/// <param name="Field">Such as meals[2].time; empty for the whole.</param>
/// <param name="Code">malformed, required, out-of-range, too-many, not-unique, unknown.</param>
public readonly record struct PlanError(string Field, string Code);

/// <summary>A plan that was read, or why it cannot be followed; one of the two.</summary>
public sealed record PlanReading(Plan? Plan, ImmutableArray<PlanError> Errors);

/// <summary>Reads plans at the border. A plan is followed as a whole or not at all; fields that this program does not know are passed over.</summary>
public sealed class PlanReader
{
    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    private static readonly LocalTimePattern s_time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private readonly ImmutableArray<PlanError>.Builder _errors = ImmutableArray.CreateBuilder<PlanError>();

    private PlanReader()
    {
    }

    public static PlanReading Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > PlanLimits.Bytes) return new PlanReading(null, [new PlanError("", "too-many")]);
        try
        {
            return JsonSerializer.Deserialize(utf8, PlanJson.Default.PlanDocument) is { } document ? Read(document) : Malformed;
        }
        catch (JsonException)
        {
            return Malformed;
        }
    }

    public static PlanReading Read(PlanDocument document)
    {
        var reader = new PlanReader();
        var plan = reader.ReadPlan(document);
        return reader._errors.Count == 0 ? new PlanReading(plan, []) : new PlanReading(null, reader._errors.ToImmutable());
    }

    /// <returns>Null when it is none.</returns>
    public static Pause? PauseOf(string from, string to, DateTimeZone zone) =>
        ReadBound(from, zone, wholeDay: false) is { } first && ReadBound(to, zone, wholeDay: true) is { } last && first < last ? new Pause(first, last, from, to) : null;

    private static PlanReading Malformed => new(null, [new PlanError("", "malformed")]);

    private Plan ReadPlan(PlanDocument document)
    {
        var zone = ReadZone(document.Zone);
        return new Plan(
            document.Version is >= 0 and var version ? version : Wrong(0L, "version", "out-of-range", document.Version is null),
            zone,
            ReadMissed(document.MissedPolicy),
            ReadInterrupted(document.InterruptedPolicy),
            Duration.FromMinutes(InRange("graceMinutes", document.GraceMinutes, 0, PlanLimits.GraceMinutes)),
            InRange("dailyMaximumPortions", document.DailyMaximumPortions, 1, PlanLimits.DailyMaximum),
            ReadMeals(document.Meals),
            [.. Bounded("pauses", document.Pauses ?? [], PlanLimits.Pauses).Index().Select(pause => ReadPause($"pauses[{pause.Index}]", pause.Item, zone))],
            [.. Bounded("skips", document.Skips ?? [], PlanLimits.Skips).Index().Select(skip => ReadSkip($"skips[{skip.Index}]", skip.Item))]);
    }

    private DateTimeZone ReadZone(string? id)
    {
        if (id is null) return Wrong(DateTimeZone.Utc, "zone", "required");
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? Wrong(DateTimeZone.Utc, "zone", "unknown");
    }

    private MissedPolicy ReadMissed(string? policy) => policy switch
    {
        "skip" => MissedPolicy.Skip,
        "catch-up" => MissedPolicy.CatchUp,
        null => Wrong(MissedPolicy.Skip, "missedPolicy", "required"),
        _ => Wrong(MissedPolicy.Skip, "missedPolicy", "unknown"),
    };

    private InterruptedPolicy ReadInterrupted(string? policy) => policy switch
    {
        null or "leave" => InterruptedPolicy.Leave,
        "finish" => InterruptedPolicy.Finish,
        _ => Wrong(InterruptedPolicy.Leave, "interruptedPolicy", "unknown"),
    };

    private ImmutableArray<Meal> ReadMeals(IReadOnlyList<MealDocument?>? meals)
    {
        if (meals is null) return Wrong(ImmutableArray<Meal>.Empty, "meals", "required");
        var read = Bounded("meals", meals, PlanLimits.Meals).Index().Select(meal => ReadMeal($"meals[{meal.Index}]", meal.Item)).ToImmutableArray();
        foreach (var twice in read.Index().GroupBy(meal => meal.Item.MealId, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
            Wrong(0, $"meals[{twice.Index}].mealId", "not-unique");
        return read;
    }

    private Meal ReadMeal(string field, MealDocument? meal)
    {
        if (meal is null) return Wrong(new Meal("", default, Days.None, 1, null, Enabled: false), field, "required");
        if (meal.Pet?.Length > PlanLimits.PetLength || meal.Pet?.Any(char.IsControl) == true) Wrong(0, field + ".pet", "out-of-range");
        return new Meal(
            ReadMealId(field + ".mealId", meal.MealId),
            s_time.Parse(meal.Time ?? "") is { Success: true } time ? time.Value : Wrong(default(LocalTime), field + ".time", "malformed", meal.Time is null),
            ReadDays(field + ".days", meal.Days),
            InRange(field + ".portions", meal.Portions, 1, PlanLimits.Portions),
            meal.Pet,
            meal.Enabled ?? true);
    }

    private string ReadMealId(string field, string? id)
    {
        if (id is null) return Wrong("", field, "required");
        // The two words stand before the slash of what was not planned.
        if (id is "" or Occurrence.CommandPrefix or Occurrence.ButtonPrefix || id.Length > PlanLimits.MealIdLength || id.AsSpan().ContainsAnyExcept(s_idCharacters)) Wrong(0, field, "malformed");
        return id;
    }

    private Days ReadDays(string field, IReadOnlyList<string?>? names)
    {
        if (names is null) return Wrong(Days.None, field, "required");
        var days = Days.None;
        foreach (var name in names)
        {
            var day = DayNames.Read(name);
            if (day == Days.None) return Wrong(days, field, "unknown");
            if (days.HasFlag(day)) return Wrong(days, field, "not-unique");
            days |= day;
        }

        return days;
    }

    private Pause ReadPause(string field, PauseDocument? pause, DateTimeZone zone)
    {
        var (from, to) = (pause?.From ?? "", pause?.To ?? "");
        if (PauseOf(from, to, zone) is { } read) return read;
        var empty = new Pause(Instant.MinValue, Instant.MinValue, from, to);
        if (ReadBound(from, zone, wholeDay: false) is null) return Wrong(empty, field + ".from", "malformed", pause?.From is null);
        if (ReadBound(to, zone, wholeDay: true) is null) return Wrong(empty, field + ".to", "malformed", pause?.To is null);
        return Wrong(empty, field, "out-of-range");
    }

    /// <summary>A date is its whole day in the zone, whatever the clock does on it.</summary>
    private static Instant? ReadBound(string text, DateTimeZone zone, bool wholeDay)
    {
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date && date.Value.Year is >= 1970 and < 9000)
            return Dates.BeginningOf(wholeDay ? date.Value.PlusDays(1) : date.Value, zone);
        return Rfc3339.Read(text) is { Year: >= 1970 and < 9000 } instant ? instant.ToInstant() : null;
    }

    private Skip ReadSkip(string field, SkipDocument? skip)
    {
        var date = LocalDatePattern.Iso.Parse(skip?.Date ?? "");
        return new Skip(ReadMealId(field + ".mealId", skip?.MealId), date.Success ? date.Value : Wrong(default(LocalDate), field + ".date", "malformed", skip?.Date is null));
    }

    private int InRange(string field, int? value, int least, int most) =>
        value is { } given && given >= least && given <= most ? given : Wrong(least, field, "out-of-range", value is null);

    private IReadOnlyList<T> Bounded<T>(string field, IReadOnlyList<T> items, int most) => items.Count <= most ? items : Wrong<IReadOnlyList<T>>([], field, "too-many");

    private T Wrong<T>(T instead, string field, string code, bool isMissing = false)
    {
        _errors.Add(new PlanError(field, isMissing ? "required" : code));
        return instead;
    }
}
