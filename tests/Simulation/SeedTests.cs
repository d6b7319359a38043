using System.Globalization;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Stores;

namespace Mainstay.Tests.Simulation;

/// <summary>
/// Every promise over many seeds. MAINSTAY_SEED=n runs one and prints its trace; MAINSTAY_SEEDS=n runs that many; MAINSTAY_FIRST_SEED=n begins there; MAINSTAY_COMMANDS=n
/// asks that many commands in each.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int MostSeeds = 2_000;
    private static readonly int s_commands = Number("MAINSTAY_COMMANDS", 250);

    private static readonly IReadOnlyList<string> s_mustReach =
    [
        .. Enum.GetValues<AnswerKind>().Select(kind => $"answer {kind}"),
        .. Enum.GetValues<CommitFate>().Select(fate => $"commit {fate}"),
        .. Enum.GetValues<Seam>().Select(seam => seam == Seam.OtherRowChange ? $"crash at {seam} during a start" : $"crash at {seam}"),
        .. Enum.GetValues<Seam>().Where(seam => seam != Seam.OtherRowChange).Select(seam => $"interrupted at {seam}"),
        nameof(CommitUnknownException), nameof(EntityStoppedException), nameof(JournalFullException), nameof(SimulatedBugException), "evicted", "mail parked",
        "mail taken without an event", "row unreadable", "rows given up", "rows begun anew", "start with parked mail", "stopped: Event", "stopped: It", "stopped: Its", "stopped: simulated", "tick", "view kept", "view made anew",
        "handle Denied", "account HandleLost", "administration Withdrawn", "tax-id Denied", "instrument Denied", "participant InstrumentLost", "participant InstrumentConfirmed", "participant InstrumentRefused", "participant OrderedPayment", "payment-order Ordered", "period Settled",
        "participant ReversalsMatched", "participant ReversalDecided", "participant Withdrawn", "participant PaymentFailed", "participant PaymentExecuted", "payment-order Corrected", "period RankingFixed", "tax-id GivenBack",
        "clock set back over midnight",
    ];

    [Fact]
    public void Every_promise_holds()
    {
        if (Environment.GetEnvironmentVariable("MAINSTAY_SEED") is { Length: > 0 } one)
        {
            RunOne(int.Parse(one, CultureInfo.InvariantCulture));
            return;
        }

        var failed = new List<(int Seed, string Violation)>();
        var first = Number("MAINSTAY_FIRST_SEED", 1);
        for (var seed = first; seed < first + Number("MAINSTAY_SEEDS", 1_000) && failed.Count < 10; seed++)
        {
            if (SeedRun.Of(seed, s_commands) is { } violation) failed.Add((seed, violation));
        }

        if (failed.Count > 0) Assert.Fail($"{string.Join('\n', failed.Select(run => $"seed {run.Seed}: {run.Violation.Split('\n')[0]}"))}\n{SeedRun.Explain(failed[0].Seed, s_commands, failed[0].Violation)}");
    }

    /// <summary>Not how often, only that: chance decides the rest.</summary>
    [Fact]
    public void The_simulation_reaches_what_it_is_for()
    {
        var (reached, seed) = (new Reached(), 0);
        while (s_mustReach.Any(what => !reached.Counts.ContainsKey(what)) && seed < MostSeeds) SeedRun.Of(++seed, 250, reached: reached);
        output.WriteLine($"{seed} seeds");
        foreach (var (what, times) in reached.Counts) output.WriteLine($"{times,8} {what}");

        var missed = s_mustReach.Where(what => !reached.Counts.ContainsKey(what)).ToList();
        Assert.True(missed.Count == 0, $"never reached: {string.Join(", ", missed)}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var (first, second) = (new Trace(), new Trace());
            SeedRun.Of(seed, 100, trace: first);
            SeedRun.Of(seed, 100, trace: second);

            Assert.Equal(first.Lines, second.Lines);
        }
    }

    private void RunOne(int seed)
    {
        var trace = new Trace();
        var violation = SeedRun.Of(seed, s_commands, trace: trace);
        File.WriteAllLines(Path.Combine(Path.GetTempPath(), $"seed-{seed}.txt"), trace.Lines);
        output.WriteLine($"seed {seed}: {trace.Lines.Count} lines, {trace.Hash()}, in {Path.Combine(Path.GetTempPath(), $"seed-{seed}.txt")}");
        if (violation is not null) Assert.Fail(SeedRun.Explain(seed, s_commands, violation));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
