using System.Globalization;
using Mainstay.Drill.DarkWeek;
using Mainstay.Drill.DarkWeek.Judging;
using Mainstay.Drill.DarkWeek.Output;

namespace Mainstay.Tests.Simulation.DarkWeek;

/// <summary>
/// Feeders and their server through days of trouble, drawn from seeds: the server is killed at any moment and comes back on what its disk held, power, clocks, parts and ways fail, messages come twice and in
/// another order. What holds is what ./drill dark-week holds its week to. MAINSTAY_WEEKS=n lives that many; MAINSTAY_FIRST_SEED=n begins there.
/// </summary>
public sealed class ServerWeekTests
{
    [Fact]
    public void Nothing_is_doubled_lost_or_left_without_a_reason()
    {
        var first = Number("MAINSTAY_FIRST_SEED", 1);
        var broken = Enumerable.Range(first, Number("MAINSTAY_WEEKS", 16)).Select(Broken).Where(found => found.Length > 0).Take(5);
        Check(string.Join("\n\n", broken));
    }

    [Fact]
    public void The_same_seed_gives_the_same_week()
    {
        var (one, other) = (Live(7), Live(7));

        Assert.Equal(one.Meals, other.Meals);
        Assert.Equal(one.Messages, other.Messages);
        Assert.Equal(one.Findings, other.Findings);
        Assert.Equal(one.OwnersTold, other.OwnersTold);
    }

    private static Week Week(int seed) => new(new WeekShape { Feeders = 6, Days = 3, Seed = seed, InFiles = false, TroubledPercent = 50, AwayAtRandom = true });

    private static Verdict Live(int seed)
    {
        using var week = Week(seed);
        return week.Live();
    }

    /// <summary>What has no reason, and all that happened to the feeders that it is about.</summary>
    private static string Broken(int seed)
    {
        using var week = Week(seed);
        var unexplained = week.Live().Findings.Where(finding => finding.Why is null).ToList();
        var about = week.Town.Households.Where(household => unexplained.Any(finding => finding.Feeder == household.Id));
        return unexplained.Count == 0 ? "" : $"seed {seed}\n{string.Join('\n', unexplained)}\n{string.Join('\n', about.SelectMany(Chronicle.Of))}";
    }

    private static void Check(string broken) => Assert.True(broken.Length == 0, broken);

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
