using System.Diagnostics;
using System.Globalization;
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
            await RunAsync(folder, "psql", "-q", "-h", server.Folder, "-U", "mainstay", "-d", "postgres", "-c", "SET client_min_messages = error", "-c", Table);
            var number = clients.ToString(CultureInfo.InvariantCulture);
            var duration = seconds.ToString(CultureInfo.InvariantCulture);
            await RunAsync(folder, "pgbench", "-n", "-M", "prepared", "-c", number, "-j", "2", "-T", duration, "-f", script, "-l", "-h", server.Folder, "-U", "mainstay", "postgres");
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

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(PostgresServer.Program(program), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await output;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {await errors}");
    }
}
