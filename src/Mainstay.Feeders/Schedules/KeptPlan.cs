using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Feeders.Schedules;

/// <summary>A meal as it is stored, without the pet's name, which is a person's own word and kept apart.</summary>
/// <param name="MealId">See <see cref="Meal.MealId"/>.</param>
/// <param name="Minute">Of the day, on the zone's clock.</param>
/// <param name="Days">The bits of <see cref="FeederProtocol.Days"/>.</param>
internal sealed record KeptMeal(string MealId, int Minute, int Days, int Portions, bool Enabled);

/// <summary>As it was written: two dates, or two instants.</summary>
internal sealed record KeptPause(string From, string To);

internal sealed record KeptSkip(string MealId, DateOnly Date);

/// <summary>A plan as it is stored: everything but the pets.</summary>
/// <param name="Version">Of the wish; 0 before there was one.</param>
internal sealed record KeptPlan(
    long Version,
    string Zone,
    bool CatchesUp,
    bool Finishes,
    int GraceMinutes,
    int DailyMaximum,
    ImmutableArray<KeptMeal> Meals,
    ImmutableArray<KeptPause> Pauses,
    ImmutableArray<KeptSkip> Skips)
{
    public const int UsualGraceMinutes = 60;
    public const int UsualDailyMaximum = 12;

    public static readonly KeptPlan None = Empty("Etc/UTC");

    [JsonIgnore]
    public bool HasMeals => Meals.Any(meal => meal.Enabled && meal.Days != 0);

    /// <summary>What a feeder has before anybody has said anything.</summary>
    public static KeptPlan Empty(string zone) => new(0, zone, CatchesUp: false, Finishes: false, UsualGraceMinutes, UsualDailyMaximum, [], [], []);

    public static KeptPlan Of(Plan plan) => new(
        plan.Version,
        plan.Zone.Id,
        plan.Missed == MissedPolicy.CatchUp,
        plan.Interrupted == InterruptedPolicy.Finish,
        (int)plan.Grace.TotalMinutes,
        plan.DailyMaximum,
        [.. plan.Meals.Select(meal => new KeptMeal(meal.MealId, (meal.Time.Hour * 60) + meal.Time.Minute, (int)meal.Days, meal.Portions, meal.Enabled))],
        [.. plan.Pauses.Select(pause => new KeptPause(pause.WrittenFrom, pause.WrittenTo))],
        [.. plan.Skips.OrderBy(skip => skip.Date).ThenBy(skip => skip.MealId, StringComparer.Ordinal).Select(skip => new KeptSkip(skip.MealId, skip.Date.ToDateOnly()))]);

    /// <summary>The plan to reckon with, without the pets. It was read at the border when it was stored; a plan whose zone has been taken out of the rules since has no meals that anybody could reckon.</summary>
    public Plan ToPlan()
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) is not { } zone) return Plan.None with { Version = Version };
        return new Plan(
            Version,
            zone,
            CatchesUp ? MissedPolicy.CatchUp : MissedPolicy.Skip,
            Finishes ? InterruptedPolicy.Finish : InterruptedPolicy.Leave,
            Duration.FromMinutes(GraceMinutes),
            DailyMaximum,
            [.. Meals.Select(meal => new Meal(meal.MealId, LocalTime.FromMinutesSinceMidnight(meal.Minute), (Days)meal.Days, meal.Portions, Pet: null, meal.Enabled))],
            [.. Pauses.Select(pause => PlanReader.PauseOf(pause.From, pause.To, zone)).OfType<Pause>()],
            [.. Skips.Select(skip => new Skip(skip.MealId, LocalDate.FromDateOnly(skip.Date)))]);
    }

    public PlanDocument ToDocument(PetNames? pets = null) => new()
    {
        Version = Version,
        Zone = Zone,
        MissedPolicy = CatchesUp ? "catch-up" : "skip",
        InterruptedPolicy = Finishes ? "finish" : "leave",
        GraceMinutes = GraceMinutes,
        DailyMaximumPortions = DailyMaximum,
        Meals = [.. Meals.Select(meal => OfMeal(meal, pets?.Of(meal.MealId)))],
        Pauses = [.. Pauses.Select(pause => new PauseDocument { From = pause.From, To = pause.To })],
        Skips = [.. Skips.Select(skip => new SkipDocument { MealId = skip.MealId, Date = Dates.Write(LocalDate.FromDateOnly(skip.Date)) })],
    };

    /// <summary>Whether both say the same, versions apart.</summary>
    public bool IsSame(KeptPlan other) =>
        (Zone, CatchesUp, Finishes, GraceMinutes, DailyMaximum) == (other.Zone, other.CatchesUp, other.Finishes, other.GraceMinutes, other.DailyMaximum)
        && Meals.SequenceEqual(other.Meals) && Pauses.SequenceEqual(other.Pauses) && Skips.SequenceEqual(other.Skips);

    private static MealDocument OfMeal(KeptMeal meal, string? pet) => new()
    {
        MealId = meal.MealId,
        Time = $"{meal.Minute / 60:00}:{meal.Minute % 60:00}",
        Days = [.. DayNames.Of((Days)meal.Days)],
        Portions = meal.Portions,
        Pet = pet,
        Enabled = meal.Enabled,
    };
}

/// <summary>Whom a meal is for.</summary>
internal sealed record PetName(string MealId, string Name);

/// <summary>The pets of a plan's meals, in their owners' words. Sealed where they are stored.</summary>
internal sealed record PetNames(ImmutableArray<PetName> Names)
{
    public static PetNames Of(Plan plan) => new([.. plan.Meals.Where(meal => meal.Pet is { Length: > 0 }).Select(meal => new PetName(meal.MealId, meal.Pet!))]);

    public string? Of(string mealId) => Names.FirstOrDefault(pet => pet.MealId == mealId)?.Name;

    public bool IsSame(PetNames? other) => Names.SequenceEqual(other?.Names ?? []);
}
