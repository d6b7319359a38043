using System.Globalization;
using Mainstay.Drill.Bench.Peers;
using Mainstay.Drill.Postgres;

namespace Mainstay.Drill.Bench;

/// <summary>The peer: PostgreSQL's own load generator inserts the same rows, one per transaction, as a program without a journal would.</summary>
internal static class PgBench
{
    private const string Table = """
        DROP TABLE IF EXISTS peer;
        CREATE TABLE peer("offset" bigserial PRIMARY KEY, stream text, version bigint, type text, data bytea, instant bigint, actor text);
        """;

    private const string Script = """
        \set account random(1, 1000000)
        INSERT INTO peer(stream, version, type, data, instant, actor) VALUES ('ledger/' || :account, 1, 'ledger.booked.1', decode(repeat('00', 180), 'hex'), 638000000000000000, 'bench');
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(PostgresServer server, int clients, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-pgbench-").FullName;
        try
        {
            var script = Path.Combine(folder, "insert.sql");
            await File.WriteAllTextAsync(script, Script);
            await PostgresClient.SqlAsync(server, folder, "SET client_min_messages = error", Table);
            await PostgresClient.PgBenchAsync(server, folder, clients, seconds, "-f", script, "-l");
            return FiguresOf(folder, clients, seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each line of pgbench's log is a transaction; the third column is how long it took, in microseconds.</summary>
    private static Figure[] FiguresOf(string folder, int clients, int seconds)
    {
        var taken = Directory.GetFiles(folder, "pgbench_log.*").SelectMany(File.ReadLines).Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).Order().ToList();
        return
        [
            new Figure($"peer: pgbench, a row per transaction, synchronous_commit=on, {clients} clients", taken.Count / (double)seconds, "rows/s"),
            new Figure("  99th percentile", taken[(int)(taken.Count * 0.99)] / 1000.0, "ms"),
        ];
    }
}
