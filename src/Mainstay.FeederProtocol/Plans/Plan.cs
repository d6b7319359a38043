using System.Collections.Immutable;
using NodaTime;

namespace Mainstay.FeederProtocol;

/// <summary>What becomes of a meal whose grace is over.</summary>
public enum MissedPolicy
{
    /// <summary>It is not given; the next one is.</summary>
    Skip,

    /// <summary>The last one that was missed is given as soon as possible.</summary>
    CatchUp,
}

/// <summary>What becomes of one portion of which nobody knows, after a power cut, whether it dropped.</summary>
public enum InterruptedPolicy
{
    /// <summary>It is taken as given: never more than was asked for.</summary>
    Leave,

    /// <summary>It is given: never less than was asked for.</summary>
    Finish,
}

/// <summary>The days of a week on which a meal is given.</summary>
[Flags]
public enum Days
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
}

/// <summary>One meal of the plan.</summary>
/// <param name="MealId">1 to 64 of a–z, A–Z, 0–9, '-' and '_'; with a date it names an occurrence for ever.</param>
/// <param name="Time">On the clock of the plan's zone, to the minute.</param>
/// <param name="Portions">Turns of the wheel, 1 to <see cref="PlanLimits.Portions"/>.</param>
/// <param name="Pet">Whom it is for, in the owner's words.</param>
public sealed record Meal(string MealId, LocalTime Time, Days Days, int Portions, string? Pet, bool Enabled)
{
    public bool IsOn(IsoDayOfWeek day) => Enabled && Days.HasFlag((Days)(1 << ((int)day - 1)));
}

/// <summary>A time without scheduled meals: from the first instant up to, and without, the second.</summary>
public sealed record Pause(Instant From, Instant To, string WrittenFrom, string WrittenTo)
{
    public bool Covers(Instant due) => From <= due && due < To;
}

/// <summary>One meal that is left out on one date.</summary>
public readonly record struct Skip(string MealId, LocalDate Date);

/// <summary>What a feeder gives, and when. Made by <see cref="PlanReader"/>, or from what it read, so it is within <see cref="PlanLimits"/>.</summary>
/// <param name="Version">The server's version that this is, or that it was changed from; 0 before there was one.</param>
/// <param name="DailyMaximum">The most portions on one date of the zone, from whatever source.</param>
public sealed record Plan(
    long Version,
    DateTimeZone Zone,
    MissedPolicy Missed,
    InterruptedPolicy Interrupted,
    Duration Grace,
    int DailyMaximum,
    ImmutableArray<Meal> Meals,
    ImmutableArray<Pause> Pauses,
    ImmutableHashSet<Skip> Skips)
{
    /// <summary>No meals: a feeder that nobody has told anything. The button and commands feed, up to a maximum that does no harm.</summary>
    public static readonly Plan None = new(0, DateTimeZone.Utc, MissedPolicy.Skip, InterruptedPolicy.Leave, Duration.FromMinutes(60), 12, [], [], []);

    public LocalDate DateOf(Instant at) => at.InZone(Zone).Date;
}

/// <summary>The bounds of what a plan may say.</summary>
public static class PlanLimits
{
    public const int Bytes = 64 * 1024;
    public const int Meals = 50;
    public const int Portions = 50;
    public const int DailyMaximum = 200;
    public const int GraceMinutes = 720;
    public const int Pauses = 50;
    public const int Skips = 400;
    public const int PetLength = 100;
    public const int MealIdLength = 64;
}
