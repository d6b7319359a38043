using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mainstay.Entities;

namespace Mainstay.Drill.Bench;

/// <summary>The parts of `bench journal`, each on a store of its own.</summary>
internal sealed class JournalBench(int seconds, int entities, int large, string? directory)
{
    private const int Outstanding = 4096;
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(string? only)
    {
        var root = directory ?? Directory.CreateTempSubdirectory("mainstay-bench-").FullName;
        try
        {
            _figures.Add(new Figure("machine: cores", Environment.ProcessorCount, "cores"));
            if (only is null or "parallel") BareSqlite.Measure(Path.Combine(root, "bare"), _figures);
            if (only is null or "parallel" or "recovery") await ParallelAsync(Path.Combine(root, "parallel"));
            if (only is null or "recovery") await RecoverAsync(root);
            if (only is "replay") ReplayBesideReading(Path.Combine(root, "parallel"), "recovery: replay of {0:#,0} events into entities made anew, chain checked", 500_000);
            if (only is "crash") await CrashAsync(Path.Combine(root, "parallel"));
            if (only is "replay-tail") Replay(Path.Combine(root, "parallel"), "recovery after a crash: {0:#,0} events behind a checkpoint, their entities read from their rows");
            if (only is null or "mail") await MailAsync(Path.Combine(root, "mail"));
            if (only is null or "latency") await LatencyAsync(Path.Combine(root, "latency"));
            if (large > 0 && only is null or "large") await LargeAsync(Path.Combine(root, "large"));
            return _figures;
        }
        finally
        {
            if (directory is null) Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Closed loop with many callers outstanding, entities at random, each command with an id; checkpoints off, so that recovery has a tail to replay.</summary>
    private async Task ParallelAsync(string path)
    {
        using var bench = new BenchHost(path, new HostOptions { CheckpointEvents = int.MaxValue, CheckpointSeconds = int.MaxValue, TailLimit = int.MaxValue, MaximumLoaded = int.MaxValue });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await TouchAllAsync(bench.Host, entities);
        GC.Collect();
        var perEntity = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)entities;
        const int StateBytes = 32; // The ledger's state: object header, long, int.
        _figures.Add(new Figure("memory per idle loaded entity beyond its state, one remembered id each", perEntity - StateBytes, "bytes", "at most 600", perEntity - StateBytes <= 600));

        var done = 0L;
        var busyBefore = Environment.CpuUsage.TotalTime;
        var pauses = new Pauses();
        var clock = Stopwatch.StartNew();
        var callers = Enumerable.Range(0, Outstanding).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var number = 0; clock.Elapsed.TotalSeconds < seconds; number++)
            {
                await BookAsync(bench.Host, KeyOf(random.Next(entities)), caller, number);
                if (Interlocked.Increment(ref done) % 1024 == 0) pauses.Look();
            }
        }));
        await Task.WhenAll(callers);
        var rate = done / clock.Elapsed.TotalSeconds;
        _figures.Add(new Figure($"committed commands through the host, {entities:#,0} entities at random, {Outstanding} callers", rate, "commands/s", "at least 180,000", rate >= 180_000));
        _figures.Add(new Figure("  processor time per command, callers included", (Environment.CpuUsage.TotalTime - busyBefore).TotalMicroseconds / done, "µs"));
        pauses.AddTo(_figures, clock.Elapsed);
        _figures.Add(new Figure("  rows per flush", bench.Figures.Rows / (double)bench.Figures.Batches, "rows"));
    }

    private async Task RecoverAsync(string root)
    {
        File.Delete(Path.Combine(root, "parallel", "entities.db")); // Nothing was checkpointed but at the orderly stop: replay everything.
        File.Delete(Path.Combine(root, "parallel", "entities.db-wal"));
        await InItsOwnProcessAsync(root, "replay");
        await InItsOwnProcessAsync(root, "crash");
        await InItsOwnProcessAsync(root, "replay-tail");
    }

    /// <summary>As a start is: nothing compiled, nothing in memory.</summary>
    private async Task InItsOwnProcessAsync(string root, string part)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(JournalBench).Assembly.Location, "bench", "journal", "--json", "--only", part, "--data", root, "--entities", entities.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"bench journal --only {part} ended with {process.ExitCode}: its figures are missing.");
        if (printed.Length > 0) _figures.AddRange(JsonSerializer.Deserialize(printed, FigureJson.Default.IReadOnlyListFigure)!.Skip(1));
    }

    /// <summary>As much as may lie behind a checkpoint, entities at random; then the process ends without another word.</summary>
    private async Task CrashAsync(string path)
    {
        var bench = new BenchHost(path, new HostOptions { CheckpointEvents = int.MaxValue, CheckpointSeconds = int.MaxValue, TailLimit = int.MaxValue, MaximumLoaded = int.MaxValue });
        var (next, tail) = (0, new HostOptions().TailLimit);
        var callers = Enumerable.Range(0, Outstanding).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var number = Interlocked.Increment(ref next); number <= tail; number = Interlocked.Increment(ref next)) await BookAsync(bench.Host, KeyOf(random.Next(entities)), int.MaxValue - 1, number);
        }));
        await Task.WhenAll(callers);
        Environment.Exit(0);
    }

    private void ReplayBesideReading(string path, string what, double target)
    {
        _figures.Add(new Figure("peer: the same rows read on one core, nothing checked or applied", ReadOnly(Path.Combine(path, "journal")), "events/s"));
        Replay(path, what, target);
    }

    private void Replay(string path, string what, double? target = null)
    {
        var pauses = new Pauses();
        var clock = Stopwatch.StartNew();
        using var bench = new BenchHost(path, new HostOptions { CheckpointEvents = int.MaxValue, CheckpointSeconds = int.MaxValue, MaximumLoaded = int.MaxValue });
        var elapsed = clock.Elapsed;
        var rate = bench.Host.ReplayedEvents / elapsed.TotalSeconds;
        _figures.Add(new Figure(string.Format(CultureInfo.InvariantCulture, what, bench.Host.ReplayedEvents), rate, "events/s", target is null ? null : $"at least {target:#,0}", target is null ? null : rate >= target));
        pauses.AddShareTo(_figures, elapsed);
    }

    private static double ReadOnly(string path)
    {
        using var journal = new SqliteJournalStore(path);
        var spare = new Stack<EncodedRows>();
        var clock = Stopwatch.StartNew();
        for (var position = 0L; journal.Read(position, 8_000, spare) is { Count: > 0 } batches; position = batches[^1].LastOffset)
        {
            spare = new Stack<EncodedRows>(batches.Select(batch => batch.Rows));
        }

        return journal.Head.Offset / clock.Elapsed.TotalSeconds;
    }

    private async Task MailAsync(string path)
    {
        using var bench = new BenchHost(path, new HostOptions());
        const int Pieces = 600_000;
        var clock = Stopwatch.StartNew();
        var next = 0;
        var senders = Enumerable.Range(0, Outstanding).Select(_ => Task.Run(async () =>
        {
            for (var piece = Interlocked.Increment(ref next); piece <= Pieces; piece = Interlocked.Increment(ref next))
            {
                await bench.Host.SendAsync(Ledger.Type, KeyOf(piece % 10_000), new LedgerCommand.Send("hot", 1), Request.By("bench"));
            }
        }));
        await Task.WhenAll(senders);
        var hot = EntityKey.Of(Ledger.Type, "hot");
        for (var version = 0L; version < Pieces;) version = await bench.Host.WaitForChangeAsync(hot, version, CancellationToken.None);
        var rate = Pieces / clock.Elapsed.TotalSeconds;
        _figures.Add(new Figure("mail from 10,000 senders into one entity, sent and taken on disk", rate, "letters/s", "at least 60,000", rate >= 60_000));
    }

    /// <summary>Open loop: commands leave when they are due, whether or not earlier ones have come back; latency counts from when they were due.</summary>
    private async Task LatencyAsync(string path)
    {
        using var bench = new BenchHost(path, new HostOptions { CheckpointEvents = 200_000 }, withView: true);
        await TouchAllAsync(bench.Host, entities);
        const int RatePerSecond = 50_000;
        var latencies = new Latencies();
        var total = RatePerSecond * Math.Max(10, seconds);
        var (pending, refused) = (0, 0);
        var random = new Random(1);
        var pauses = new Pauses();
        var busyBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(Offer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (Volatile.Read(ref pending) > 0) await Task.Delay(1);
        var elapsed = Stopwatch.GetElapsedTime(start);
        _figures.Add(new Figure($"latency at {RatePerSecond:#,0} commands/s offered (open loop), checkpoints and a view running: median", latencies.PercentileMs(50), "ms"));
        _figures.Add(new Figure("  99th percentile", latencies.PercentileMs(99), "ms", "under 20", latencies.PercentileMs(99) < 20));
        _figures.Add(new Figure("  99.9th percentile", latencies.PercentileMs(99.9), "ms"));
        _figures.Add(new Figure("  longest", latencies.MaximumMs, "ms"));
        _figures.Add(new Figure("  refused because the queue was full", refused, "commands", "none", refused == 0));
        _figures.Add(new Figure("  processor time, all of it", (Environment.CpuUsage.TotalTime - busyBefore) / elapsed * 100, "% of a core"));
        pauses.AddTo(_figures, elapsed);

        // A thread of its own, which rests when it is ahead: it shares the two cores with what is measured.
        void Offer()
        {
            using var rest = new ManualResetEventSlim();
            for (var number = 0; number < total; number++)
            {
                var due = start + (long)(number * (Stopwatch.Frequency / (double)RatePerSecond));
                while (Stopwatch.GetTimestamp() < due)
                {
                    pauses.Look();
                    rest.Wait(1);
                }

                Interlocked.Increment(ref pending);
                _ = TimedAsync(KeyOf(random.Next(entities)), number, due);
            }
        }

        async Task TimedAsync(string key, int number, long due)
        {
            try
            {
                await BookAsync(bench.Host, key, -1, number);
                latencies.Add(due);
            }
            catch (JournalFullException)
            {
                Interlocked.Increment(ref refused);
            }
            finally
            {
                Interlocked.Decrement(ref pending);
            }
        }
    }

    private async Task LargeAsync(string path)
    {
        using (var fill = new BenchHost(path, new HostOptions { MaximumLoaded = 500_000 }))
        {
            await TouchAllAsync(fill.Host, large);
        }

        var clock = Stopwatch.StartNew();
        using var bench = new BenchHost(path, new HostOptions());
        await BookAsync(bench.Host, KeyOf(large / 2), 0, int.MaxValue);
        _figures.Add(new Figure($"a store of {large:#,0} entities answers its first command after", clock.Elapsed.TotalSeconds, "s", "under 3", clock.Elapsed.TotalSeconds < 3));
    }

    internal static async Task TouchAllAsync(EntityHost host, int count)
    {
        var next = -1;
        var callers = Enumerable.Range(0, Outstanding).Select(_ => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next)) await BookAsync(host, KeyOf(index), int.MaxValue, index);
        }));
        await Task.WhenAll(callers);
    }

    internal static async Task BookAsync(EntityHost host, string key, int caller, int number)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"{caller:x8}-{number:x8}");
        var request = new Request(CommandId.From("bench", reference), "bench", new UInt128(0, (ulong)number));
        var answer = await host.SendAsync(Ledger.Type, key, new LedgerCommand.Book(100, reference), request);
        if (answer.Kind != AnswerKind.Done) throw new InvalidOperationException($"A booking was answered {answer.Kind}.");
    }

    internal static string KeyOf(int number) => number.ToString("x16", CultureInfo.InvariantCulture);
}
