using System.Globalization;
using Mainstay.FeederProtocol;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>Plans as people have them: two to four meals a day, hours apart, in the zones where the feeders stand.</summary>
internal static class PlanDraw
{
    /// <summary>Most are in Europe, where the clocks change in the middle of the week.</summary>
    private static readonly string[] s_zones = ["Europe/Rome", "Europe/Rome", "Europe/Paris", "Europe/London", "Europe/Athens", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Etc/UTC"];

    /// <summary>Meals in the hour that is left out or comes twice; at midnight; and at seven, when everybody eats.</summary>
    private static readonly string[][] s_days = [["07:00", "18:30"], ["07:00", "12:30", "19:00"], ["02:30", "07:00", "14:45"], ["01:15", "09:40", "17:05"], ["00:00", "06:00", "12:00", "18:00"], ["03:00", "23:59"]];

    private static readonly string[] s_week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static PlanDocument Draw(Random random) => new()
    {
        Version = 0,
        Zone = s_zones[random.Next(s_zones.Length)],
        MissedPolicy = random.Next(3) == 0 ? "catch-up" : "skip",
        InterruptedPolicy = "leave",
        GraceMinutes = random.Next(4) switch { 0 => 20, 1 => 45, _ => 60 },
        DailyMaximumPortions = 40,
        Meals = [.. s_days[random.Next(s_days.Length)].Select((time, index) => Meal(random, time, index))],
        Pauses = [],
        Skips = [],
    };

    private static MealDocument Meal(Random random, string time, int index) => new()
    {
        MealId = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
        Time = time,
        Days = s_week,
        Portions = random.Next(1, 4),
        Enabled = true,
    };
}
