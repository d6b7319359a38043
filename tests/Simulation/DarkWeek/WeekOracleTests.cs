using Mainstay.Drill.DarkWeek;
using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Judging;
using NodaTime;

namespace Mainstay.Tests.Simulation.DarkWeek;

/// <summary>What a week is held to can fail: each fault that is planted here is found, and only that.</summary>
public sealed class WeekOracleTests
{
    private static readonly WeekShape s_quiet = new() { Feeders = 2, Days = 1, Seed = 1, InFiles = false, TroubledPercent = 0 };

    [Fact]
    public void A_day_without_trouble_gives_every_meal_and_has_nothing_to_name()
    {
        var verdict = Live((_, _) => { });

        Assert.Empty(verdict.Findings);
        Assert.True(verdict.Meals.Due > 0);
        Assert.Equal(verdict.Meals with { Given = verdict.Meals.Due, Partly = 0, Missed = 0, Doubled = 0 }, verdict.Meals);
    }

    [Fact]
    public void A_portion_too_many_is_a_meal_doubled()
    {
        var verdict = Live((week, due) => At(week, due[0].Due + Duration.FromMinutes(1), first => first.Home.Body.Arrive()));

        Assert.Equal(1, verdict.Meals.Doubled);
        Assert.False(verdict.IsSound);
    }

    [Fact]
    public void A_portion_when_nothing_is_due_is_named()
    {
        var verdict = Live((week, due) => At(week, due[0].Due - Duration.FromMinutes(30), first => first.Home.Body.Arrive()));

        Assert.Contains(verdict.Findings, finding => finding.What.Contains("nothing was due", StringComparison.Ordinal) && finding.Why is null);
    }

    [Fact]
    public void A_meal_that_is_missed_without_a_cause_is_unexplained()
    {
        var verdict = Live((week, due) =>
        {
            At(week, due[0].Due - Duration.FromMinutes(1), first => (first.Home.Body.IsJammed, first.Home.Body.IsJamFirm) = (true, true));
            At(week, due[0].Due + Duration.FromMinutes(5), first => first.Home.Body.FreeJam());
        });

        Assert.Equal((1, 1), (verdict.Meals.Missed, verdict.Unexplained));
    }

    [Fact]
    public void The_same_meal_missed_because_of_a_jam_has_its_reason()
    {
        var verdict = Live((week, due) =>
        {
            Trouble? jam = null;
            At(week, due[0].Due - Duration.FromMinutes(1), first =>
            {
                jam = first.Begin(TroubleKind.Jammed);
                (first.Home.Body.IsJammed, first.Home.Body.IsJamFirm) = (true, true);
            });
            At(week, due[0].Due + Duration.FromMinutes(5), first =>
            {
                first.Home.Body.FreeJam();
                jam!.To = week.Time.Now;
            });
        });

        Assert.Equal((1, 0), (verdict.Meals.Missed, verdict.Unexplained));
        Assert.StartsWith("the wheel was stuck from ", Assert.Single(verdict.Findings).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_acknowledged_and_is_gone_after_a_crash_is_found()
    {
        var verdict = Live((week, _) => At(week, s_quiet.Return - Duration.FromMinutes(1), first =>
        {
            var entry = first.Home.Disk.Entries.Values.First(entry => entry.IsFinal);
            first.Home.Disk.Entries[entry.OccurrenceId] = entry with { Revision = entry.Revision + 1, Acknowledged = entry.Revision + 1 };
        }));

        Assert.Contains(verdict.Findings, finding => finding.What.Contains("after a crash it was gone", StringComparison.Ordinal));
    }

    [Fact]
    public void An_owner_who_is_told_of_a_silence_that_was_none_is_found()
    {
        var verdict = Live((week, due) =>
        {
            At(week, s_quiet.Return - Duration.FromMinutes(5), first => week.Server.Network.CutOff(first.Id, isCutOff: true));
            At(week, s_quiet.Return + Duration.FromMinutes(1), first =>
            {
                foreach (var meal in due) week.Server.FirstHeard.TryAdd((first.Id, meal.Id), week.Time.Now);
            });
        });

        Assert.Contains(verdict.Findings, finding => finding.What.Contains("the report had come at", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_stays_behind_though_nothing_is_known_to_keep_the_feeder_away_is_found()
    {
        var verdict = Live((week, _) => At(week, s_quiet.Return - Duration.FromMinutes(5), first => week.Server.Network.CutOff(first.Id, isCutOff: true)));

        Assert.Contains(verdict.Findings, finding => finding.What.Contains("page is not as its ledger", StringComparison.Ordinal) && finding.Why is null);
    }

    [Fact]
    public void A_page_that_stays_behind_because_the_feeder_is_cut_off_is_not_named()
    {
        var verdict = Live((week, _) => At(week, s_quiet.Return - Duration.FromMinutes(5), first =>
        {
            first.Begin(TroubleKind.NoWay);
            week.Server.Network.CutOff(first.Id, isCutOff: true);
        }));

        Assert.DoesNotContain(verdict.Findings, finding => finding.What.Contains("page is not as its ledger", StringComparison.Ordinal));
    }

    /// <summary>Lives the quiet day with something planted into the first household, which has these meals.</summary>
    private static Verdict Live(Action<Week, IReadOnlyList<DueMeal>> plant)
    {
        using var week = new Week(s_quiet);
        plant(week, week.Town.Due.Of(week.Town.Households[0].Plan, s_quiet.Kill + Duration.FromHours(1), s_quiet.Return));
        return week.Live();
    }

    private static void At(Week week, Instant at, Action<Household> plant)
    {
        var household = week.Town.Households[0];
        _ = week.Time.Run(async () =>
        {
            await household.WaitAsync(at - week.Time.Now);
            plant(household);
        });
    }
}
