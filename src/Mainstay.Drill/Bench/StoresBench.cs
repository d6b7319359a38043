using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Mainstay.Drill.Postgres;
using Mainstay.Entities;

namespace Mainstay.Drill.Bench;

/// <summary>`bench stores`: the same host over each kind of store, and PostgreSQL with a row per transaction beside them.</summary>
internal sealed class StoresBench(int seconds, int entities, int perSecond)
{
    private const int Callers = 4096;
    private readonly List<Figure> _figures = [];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var seconds = new Option<int>("--seconds") { Description = "How long each is measured.", DefaultValueFactory = _ => 10 };
        var entities = new Option<int>("--entities") { Description = "Entities commands are spread over.", DefaultValueFactory = _ => 200_000 };
        var perSecond = new Option<int>("--rate") { Description = "Commands per second offered where waiting is measured.", DefaultValueFactory = _ => 10_000 };
        var command = new Command("stores", "The journal in files and in PostgreSQL, side by side with pgbench.") { json, seconds, entities, perSecond };
        command.SetAction(async parsed =>
        {
            var bench = new StoresBench(parsed.GetValue(seconds), parsed.GetValue(entities), parsed.GetValue(perSecond));
            Figures.Print(await bench.RunAsync(), "bench stores", parsed.GetValue(json));
        });
        return command;
    }

    private async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("mainstay-bench-").FullName;
        using var server = await PostgresServer.StartAsync("max_wal_size=8GB", "shared_buffers=512MB");
        try
        {
            _figures.Add(new Figure("machine: cores", Environment.ProcessorCount, "cores"));
            foreach (var clients in new[] { 16, 64 }) _figures.AddRange(await PgBench.MeasureAsync(server, clients, seconds));
            await MeasureAsync("SQLite", Path.Combine(root, "sqlite"), BenchHost.InFiles, static folder => new SqliteJournalStore(folder.Journal));

            using var database = PostgresDatabase.Open(PostgresOptions.Parse(server.ConnectionString, "mainstay"), TimeProvider.System);
            await MeasureAsync(
                "PostgreSQL",
                Path.Combine(root, "postgres"),
                folder => new HostStores(new PostgresJournalStore(database, folder.Postgres), new PostgresCheckpointStore(database)),
                folder => new PostgresJournalStore(database, folder.Postgres));
            return _figures;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private async Task MeasureAsync(string name, string path, Func<DataFolder, HostStores> stores, Func<DataFolder, IJournalStore> journal)
    {
        using (var bench = new BenchHost(path, new HostOptions(), stores: stores))
        {
            await ThroughputAsync(name, bench);
            await LatencyAsync(bench);
        }

        using var folder = DataFolder.Open(path);
        using var read = journal(folder);
        var clock = Stopwatch.StartNew();
        var rows = ReadAll(read);
        _figures.Add(new Figure("  its journal read back on one core, nothing checked or applied", rows / clock.Elapsed.TotalSeconds, "rows/s"));
    }

    private async Task ThroughputAsync(string name, BenchHost bench)
    {
        var (done, clock) = (0L, Stopwatch.StartNew());
        await JournalBench.TouchAllAsync(bench.Host, entities);
        _figures.Add(new Figure($"journal in {name}: first commands of {entities:#,0} entities, each looked for in the rows, {Callers} callers", entities / clock.Elapsed.TotalSeconds, "commands/s"));

        var before = bench.Figures;
        clock.Restart();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var number = 0; clock.Elapsed.TotalSeconds < seconds; number++)
            {
                await JournalBench.BookAsync(bench.Host, JournalBench.KeyOf(random.Next(entities)), caller, number);
                Interlocked.Increment(ref done);
            }
        }));
        await Task.WhenAll(callers);
        _figures.Add(new Figure("  committed commands to entities at random, checkpoints running", done / clock.Elapsed.TotalSeconds, "commands/s"));
        _figures.Add(new Figure("  rows per flush", (bench.Figures.Rows - before.Rows) / (double)(bench.Figures.Batches - before.Batches), "rows"));
    }

    private async Task LatencyAsync(BenchHost bench)
    {
        var (random, number) = (new Random(1), 0);
        var latencies = await OpenLoop.RunAsync(perSecond, seconds, () => JournalBench.BookAsync(bench.Host, JournalBench.KeyOf(random.Next(entities)), -1, number++));
        var offered = string.Create(CultureInfo.InvariantCulture, $"  at {perSecond:#,0} commands/s offered (open loop)");
        _figures.Add(new Figure(offered + ": median", latencies.PercentileMs(50), "ms"));
        _figures.Add(new Figure(offered + ": 99th percentile", latencies.PercentileMs(99), "ms"));
        _figures.Add(new Figure(offered + ": longest", latencies.MaximumMs, "ms"));
    }

    private static long ReadAll(IJournalStore journal)
    {
        var spare = new Stack<EncodedRows>();
        for (var position = 0L; journal.Read(position, 8_000, spare) is { Count: > 0 } batches; position = batches[^1].LastOffset) spare = new Stack<EncodedRows>(batches.Select(batch => batch.Rows));
        return journal.Head.Offset;
    }
}
