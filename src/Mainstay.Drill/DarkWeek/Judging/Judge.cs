using Mainstay.Drill.DarkWeek.Server;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Says what came of a week, and names whatever was not as it should be.</summary>
internal sealed class Judge(WeekShape shape, Town town, SimulatedServer server, ServerWatch watch)
{
    /// <summary>The server is up, and everything has had time to settle.</summary>
    public Verdict Give()
    {
        var life = server.Life!;
        life.Drain();
        life.ShowAll();
        List<Finding> findings = [.. watch.Findings, .. server.Alarms.Select(alarm => new Finding("server", alarm, null))];
        var notices = new NoticeJudge(shape, server, findings);
        var count = MealCount.None;
        foreach (var household in town.Households)
        {
            var meals = town.Due.Of(household.Plan, shape.Start - Duration.FromDays(1), shape.End + Duration.FromDays(1));
            count += new MealJudge(shape, household, meals, findings).Judge();
            new LedgerJudge(household, shape.End, findings).Judge();
            new HistoryJudge(life, household, shape.End, findings).Judge();
            notices.Judge(household, meals);
        }

        return new Verdict(count, findings, notices.OwnersTold, watch.Agreement, [.. server.Lives.Select(life => (life.From, life.To))], server.Messages);
    }
}
