using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>What is stored of a plan says the same as what was read.</summary>
public sealed class KeptPlanTests
{
    private static readonly string[] s_zones = ["Europe/Rome", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "Etc/UTC"];
    private static readonly string[] s_pauses = ["""{"from":"2026-08-01","to":"2026-08-14"}""", """{"from":"2026-03-29T02:30:00+01:00","to":"2026-03-29T12:00:00+02:00"}""", """{"from":"2011-12-30","to":"2011-12-31"}"""];

    [Fact]
    public void The_plan_to_reckon_with_is_the_one_that_was_read() => Prop.ForAll<uint[], bool, bool>((picks, catchesUp, finishes) =>
    {
        var read = PlanReader.Read(Encoding.UTF8.GetBytes(Document(picks, catchesUp, finishes)));
        Assert.Empty(read.Errors);

        var again = KeptPlan.Of(read.Plan!).ToPlan();

        Assert.Equal(read.Plan!.Meals, again.Meals);
        Assert.Equal(read.Plan.Pauses, again.Pauses);
        Assert.Equal(read.Plan.Skips.OrderBy(skip => skip.Date), again.Skips.OrderBy(skip => skip.Date));
        Assert.Equal(read.Plan with { Meals = [], Pauses = [], Skips = [] }, again with { Meals = [], Pauses = [], Skips = [] });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_plan_of_a_zone_that_is_no_more_has_no_meals()
    {
        var plan = KeptPlan.Empty("Europe/Atlantis") with { Version = 7, Meals = [new KeptMeal("m", 420, 127, 1, Enabled: true)] };

        Assert.Equal((7, 0), (plan.ToPlan().Version, plan.ToPlan().Meals.Length));
    }

    private static string Document(uint[] picks, bool catchesUp, bool finishes)
    {
        var meals = picks.Take(20).Select((pick, at) =>
            $$"""{"mealId":"m{{at}}","time":"{{pick % 24:00}}:{{pick / 24 % 60:00}}","days":[{{string.Join(',', DayNames.Of((Days)(pick % 128)).Select(day => $"\"{day}\""))}}],"portions":{{1 + (pick % 50)}},"enabled":{{(pick % 3 == 0 ? "false" : "true")}}}""");
        var skips = picks.Take(5).Select((pick, at) => $$"""{"mealId":"m{{at}}","date":"2026-0{{1 + (pick % 9)}}-1{{at}}"}""");
        return $$"""
            {"version":{{picks.Length}},"zone":"{{s_zones[picks.Length % s_zones.Length]}}","missedPolicy":"{{(catchesUp ? "catch-up" : "skip")}}","interruptedPolicy":"{{(finishes ? "finish" : "leave")}}",
            "graceMinutes":{{picks.Length * 7 % 720}},"dailyMaximumPortions":{{1 + (picks.Length % 200)}},"meals":[{{string.Join(',', meals)}}],
            "pauses":[{{string.Join(',', s_pauses.Take(picks.Length % 4))}}],"skips":[{{string.Join(',', skips)}}]}
            """;
    }
}
