using System.Collections.Immutable;
using System.Text;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.Tests.Unit.FeederAgent;

/// <summary>Plans, times and lines as the tests write them.</summary>
internal static class Plans
{
    public const string Rome = "Europe/Rome";

    /// <summary>07:30 two portions and 18:00 one, every day, in Rome; grace one hour; at most ten portions a day.</summary>
    public static readonly Plan Two = Read("""
        {"version": 1, "zone": "Europe/Rome", "missedPolicy": "skip", "graceMinutes": 60, "dailyMaximumPortions": 10, "meals": [
          {"mealId": "morning", "time": "07:30", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "portions": 2, "pet": "Micia"},
          {"mealId": "evening", "time": "18:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "portions": 1, "pet": "Micia"}]}
        """);

    public static Plan Read(string json)
    {
        var reading = PlanReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(reading.Errors);
        return reading.Plan!;
    }

    /// <summary>A plan that is owed since long ago.</summary>
    public static AdoptedPlan Owed(this Plan plan) => AdoptedPlan.None.Follow(plan, 0, At("2020-01-01T00:00:00Z"));

    /// <summary>Such as 2026-03-10T07:30:00+01:00.</summary>
    public static Instant At(string text) => OffsetDateTimePattern.Rfc3339.Parse(text).GetValueOrThrow().ToInstant();

    /// <summary>A time of 10 March 2026, a Tuesday in Rome's winter.</summary>
    public static Instant Tuesday(string time) => At($"2026-03-10T{time}:00+01:00");

    public static ClockReading Known(Instant now) => new(now, ClockQuality.Synchronised, Duration.Zero);

    public static ClockReading Unknown(Instant now) => new(now, ClockQuality.Unknown, Duration.Zero);

    public static LedgerView Lines(params Entry[] entries) => entries.Aggregate(LedgerView.Empty, (view, entry) => view.With(entry));

    public static Entry Line(string id, MealState state, int given = 0, int asked = 2, Instant? due = null, Instant? started = null) => new()
    {
        OccurrenceId = id,
        Source = MealSource.Schedule,
        State = state,
        Due = due ?? Tuesday("07:30"),
        Asked = asked,
        Given = given,
        StartedAt = started ?? (given > 0 || state == MealState.Started ? due ?? Tuesday("07:30") : null),
        EndedAt = state is MealState.Due or MealState.Started ? null : due ?? Tuesday("07:30"),
        Revision = 1,
    };
}
