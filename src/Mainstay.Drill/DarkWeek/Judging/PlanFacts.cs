using Mainstay.Drill.DarkWeek.Households;
using Mainstay.FeederProtocol;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>What a plan says of the times of its meals.</summary>
internal static class PlanFacts
{
    // Three portions, a motor that tries twice, a bowl that is weighed.
    private static readonly Duration s_turning = Duration.FromMinutes(5);
    private static readonly InstantPattern s_pattern = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm':'ss'Z'");

    extension(PlanDocument plan)
    {
        public Duration Grace => Duration.FromMinutes(plan.GraceMinutes!.Value);

        public bool CatchesUp => plan.MissedPolicy == "catch-up";

        /// <summary>Until when a meal may be begun, power permitting.</summary>
        public Instant LatestStart(DueMeal meal) => plan.CatchesUp ? Instant.Max(meal.Due + plan.Grace, meal.NextDue - plan.Grace) : meal.Due + plan.Grace;

        /// <summary>Until when its last portion may drop: one that was cut off is finished within another grace.</summary>
        public Instant LatestDrop(DueMeal meal) => plan.LatestStart(meal) + plan.Grace + s_turning;
    }

    public static string Text(this Instant at) => at == Instant.MaxValue ? "the end" : s_pattern.Format(at);

    /// <summary>On the clock at the feeder's place.</summary>
    public static string Local(this Instant at, string zone) => at.InZone(DateTimeZoneProviders.Tzdb[zone]).ToString("uuuu-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
