using System.Globalization;
using Mainstay.Drill.Bench.Generator;
using Mainstay.Drill.Bench.Peers;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>The parts of `bench launch-day`. Each that changes the store has a server and a copy of the prepared store for itself, so that no part pays for another.</summary>
internal sealed class LaunchDayBench(Crowd crowd, int seconds, int rows, string? keep)
{
    public const string LaunchMorning = "2020-12-08T08:00:00+01:00";
    private const int Connections = 128;
    private const int OpenConnections = 1_024;
    private const int PlainConnections = 256;
    private const int WarmSeconds = 15;
    private const double ToReach = 28_000;
    private const double FirstLooksPerSecond = 5_000;
    private static readonly int[] s_rates = [7_000, 14_000, 20_000];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30); // Nothing is given up: whatever waits is in the percentiles.
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(string? only)
    {
        var cache = keep ?? Directory.CreateTempSubdirectory("mainstay-store-").FullName;
        try
        {
            var store = await PreparedStore.GetAsync(cache, crowd);
            _figures.Add(new Figure($"store: {crowd.Members:#,0} members with {crowd.Instruments:#,0} cards, {crowd.SignedInMembers + crowd.Newcomers:#,0} people signed in; machine: cores", Environment.ProcessorCount, "cores"));
            if (only is null or "throughput") await ThroughputAsync(store);
            if (only is null or "writes") await WritesAsync(store);
            if (only is null or "latency") await LatencyAsync(store);
            if (only is null or "intake") await LaunchIntake.MeasureAsync(store, rows, _figures);
            return _figures;
        }
        finally
        {
            if (keep is null) Directory.Delete(cache, recursive: true);
        }
    }

    /// <summary>A server on a copy of the store.</summary>
    public static async Task<RealServer> StartAsync(PreparedStore store, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-bench-").FullName;
        try
        {
            store.CopyTo(Path.Combine(folder, "data"));
            return await RealServer.StartAsync(folder, LaunchMorning, settings);
        }
        catch
        {
            // A copy has gigabytes.
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Everybody who is signed in has looked once since the start, so that they are in memory, and the server's code is compiled.</summary>
    public static async Task WarmAsync(RealServer server, PreparedStore store, Shares shares)
    {
        using var generator = new OpenLoopGenerator(server.Address, Connections, s_patience, LaunchMix.Kinds);
        var mix = new LaunchMix(store, shares, new FreshNumbers(), seed: 1);
        var people = store.Crowd.SignedInMembers + store.Crowd.Newcomers;
        await Task.Factory.StartNew(
            () => generator.Run([new Phase("everybody looks", FirstLooksPerSecond, people / FirstLooksPerSecond, mix.WriteNextLook)]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = await Wrk.MixAsync(server.Address, store, shares, Connections, WarmSeconds, run: 0);
    }

    private async Task ThroughputAsync(PreparedStore store)
    {
        using var server = await StartAsync(store);
        var memoryBefore = server.WorkingSetBytes;
        var ceiling = await PlainAsync(server);
        await WarmAsync(server, store, Shares.Ordinary);
        await ThroughputAsync(server, store, Shares.Ordinary, ceiling, run: 1);
        await ThroughputAsync(server, store, Shares.Heavy, ceiling, run: 2);
        _figures.Add(new Figure("  server's memory after its start, nobody read yet", memoryBefore / 1e6, "MB"));
        _figures.Add(new Figure("  server's memory after the run", server.WorkingSetBytes / 1e6, "MB"));
    }

    private async Task ThroughputAsync(RealServer server, PreparedStore store, Shares shares, double ceiling, int run)
    {
        var busy = server.Processor;
        var mix = await Wrk.MixAsync(server.Address, store, shares, Connections, seconds, run);
        _figures.Add(shares == Shares.Ordinary
            ? new Figure($"operations ({shares}), wrk, {Connections} connections", mix.DonePerSecond, "operations/s", $"at least {ToReach:#,0}; aim 42,000", mix.DonePerSecond >= ToReach)
            : new Figure($"a heavier mix ({shares})", mix.DonePerSecond, "operations/s"));
        _figures.Add(new Figure("  answered otherwise than 2xx, or broken", mix.NotDone + mix.Broken, "answers", "none", mix.NotDone + mix.Broken == 0));
        _figures.Add(new Figure("  server's processor time per operation", (server.Processor - busy).TotalMicroseconds / Math.Max(1, mix.Answers), "µs"));
        _figures.Add(new Figure("  share of the plain-text ceiling", mix.DonePerSecond / ceiling * 100, "%"));
    }

    /// <summary>
    /// The ceiling: /health/live is a text of four letters through Kestrel, routing and the security headers of every answer; admission, sign-in and the store are passed by. What one request costs
    /// on this machine at the least.
    /// </summary>
    private async Task<double> PlainAsync(RealServer server)
    {
        var address = new Uri(server.Address, "/health/live");
        _ = await Wrk.PlainAsync(address, PlainConnections, 2);
        var plain = await Wrk.PlainAsync(address, PlainConnections, Math.Max(3, seconds / 2));
        _figures.Add(new Figure($"peer: a plain text from the same process (/health/live), wrk, {PlainConnections} connections", plain.PerSecond, "answers/s"));
        return plain.PerSecond;
    }

    private async Task WritesAsync(PreparedStore store)
    {
        double done;
        using (var server = await StartAsync(store))
        {
            await WarmAsync(server, store, Shares.WritesOnly);
            var writes = await Wrk.MixAsync(server.Address, store, Shares.WritesOnly, Connections, seconds, run: 1);
            done = writes.DonePerSecond;
            _figures.Add(new Figure("  writes answered otherwise than 2xx, or broken", writes.NotDone + writes.Broken, "answers", "none", writes.NotDone + writes.Broken == 0));
        }

        var direct = await DirectWrites.MeasureAsync(store, Shares.WritesOnly, seconds);
        var peer = await LaunchDatabase.MeasureAsync(crowd, Shares.WritesOnly, seconds);
        _figures.Insert(_figures.Count - 1, new Figure("peer: PostgreSQL, pgbench, synchronous_commit=on: the same writes, one transaction each", peer, "writes/s"));
        _figures.Insert(_figures.Count - 1, new Figure($"writes only ({Shares.WritesOnly}), wrk, over HTTP", done, "writes/s", "3 times PostgreSQL", done >= 3 * peer));
        _figures.Add(new Figure("  times PostgreSQL, HTTP and sessions included", done / peer, ""));
        _figures.Add(new Figure("the same writes without HTTP, as pgbench sends them", direct, "writes/s", "3 times PostgreSQL", direct >= 3 * peer));
        _figures.Add(new Figure("  times PostgreSQL", direct / peer, ""));
    }

    private async Task LatencyAsync(PreparedStore store)
    {
        using var server = await StartAsync(store);
        await WarmAsync(server, store, Shares.Ordinary);
        var mix = new LaunchMix(store, Shares.Ordinary, new FreshNumbers(card: 800_000_000, newcomer: crowd.Newcomers / 2), seed: 2);
        foreach (var rate in s_rates)
        {
            using var generator = new OpenLoopGenerator(server.Address, OpenConnections, s_patience, LaunchMix.Kinds);
            var own = Environment.CpuUsage.TotalTime;
            var report = generator.Run([new Phase($"{rate}", rate, seconds, mix.Write)])[0];
            Add(report, rate, Environment.CpuUsage.TotalTime - own);
        }
    }

    private void Add(PhaseReport report, int rate, TimeSpan generator)
    {
        var all = report.All;
        var p99 = all.Answers.PercentileMs(99);
        _figures.Add(new Figure(string.Create(CultureInfo.InvariantCulture, $"offered {rate:#,0}/s (open loop, {OpenConnections} connections), from when each was due: median"), all.Answers.PercentileMs(50), "ms"));
        _figures.Add(new Figure("  90th percentile", all.Answers.PercentileMs(90), "ms"));
        _figures.Add(new Figure("  99th percentile", p99, "ms", rate == 14_000 ? "under 50" : null, rate == 14_000 ? p99 < 50 : null));
        _figures.AddRange(report.StolenFigures);
        _figures.Add(new Figure("  99.9th percentile", all.Answers.PercentileMs(99.9), "ms"));
        _figures.Add(new Figure("  longest", all.Answers.MaximumMs, "ms"));
        _figures.Add(new Figure("  sent", all.Sent / report.Phase.Seconds, "requests/s"));
        _figures.Add(new Figure("  answered 2xx", (all.Done + all.Late) / report.Phase.Seconds, "answers/s"));
        _figures.Add(new Figure("  answered otherwise, or not at all", all.Refused + all.Failed + all.GivenUp, "requests", "none", all.Refused + all.Failed + all.GivenUp == 0));
        _figures.Add(new Figure("  the generator itself was behind by at most", report.Behind.TotalMilliseconds, "ms"));
        _figures.Add(new Figure("  the generator's share of one core", generator / TimeSpan.FromSeconds(report.Phase.Seconds) * 100, "%"));
    }
}
