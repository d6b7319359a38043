using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Schedules;
using Mainstay.FeederProtocol;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Feeders;

using AFeeder = Story<Feeder, FeederCommand, FeederEvent>;

/// <summary>What feeders' tests begin with: a feeder of anna's in Rome, with a meal at seven and one at half past five.</summary>
internal static class Given
{
    public const string DeviceId = "device-1";

    /// <summary>Monday 2 March 2026, 00:00 in Rome.</summary>
    public static readonly DateTimeOffset Midnight = At("2026-03-01T23:00:00Z");

    public static readonly DateTimeOffset Seven = At("2026-03-02T06:00:00Z");

    public static readonly DateTimeOffset HalfPastFive = At("2026-03-02T16:30:00Z");

    public static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);

    public static Plan Plan(string meals = """{"mealId":"am","time":"07:00","days":["mon","tue","wed","thu","fri","sat","sun"],"portions":2},{"mealId":"pm","time":"17:30","days":["mon","tue","wed","thu","fri","sat","sun"],"portions":3}""", string more = "") =>
        PlanReader.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"version":0,"zone":"Europe/Rome","missedPolicy":"skip","graceMinutes":60,"dailyMaximumPortions":8,"meals":[{{meals}}]{{more}}}""")).Plan!;

    public static AFeeder Claimed() => new AFeeder(Feeder.Type, "f1").Given(new FeederEvent.Begun(DeviceId, "anna", Midnight.AddDays(-1), null));

    /// <summary>Anna's, with her plan as version 1, wished at midnight.</summary>
    public static AFeeder Planned(Plan? plan = null) => Claimed().When(new FeederCommand.Wish(0, plan ?? Plan(), new PetNames([])), at: Midnight);

    public static FeederCommand.Report Report(string meal, DateTimeOffset due, MealStanding standing = MealStanding.Done, int revision = 1, int asked = 2, int? given = null, string date = "2026-03-02") => new(
        new MealLine($"{meal}/{date}", revision, standing, MealOrigin.Schedule, due, asked, given ?? (standing == MealStanding.Done ? asked : 0), 0, null, due, due.AddSeconds(20), null, true, 1, due.AddSeconds(30)));

    public static FeederCommand.Say Says(int? hopper = 80, string clock = "synchronised", params ImmutableArray<string> alarms) => new(clock, hopper, "1.0", alarms);

    public static Context ContextAt(DateTimeOffset at, DateTimeOffset? runningSince = null) => new(CommandId.None, "anna", at) { RunningSince = runningSince ?? Midnight.AddDays(-7) };
}
