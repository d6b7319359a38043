using System.Diagnostics;
using Mainstay.Drill.Postgres;

namespace Mainstay.Drill.Bench.Peers;

/// <summary>PostgreSQL's own programs, spoken to our server; what they write goes to a folder.</summary>
internal static class PostgresClient
{
    /// <summary>Runs statements, each of which has to succeed.</summary>
    public static Task SqlAsync(PostgresServer server, string folder, params string[] statements) =>
        RunAsync(server, folder, "psql", ["-v", "ON_ERROR_STOP=1", "-q", .. statements.SelectMany(statement => new[] { "-c", statement })]);

    /// <summary>Runs pgbench without its own tables, with prepared statements and two threads.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> PgBenchAsync(PostgresServer server, string folder, int clients, int seconds, params string[] options) =>
        RunAsync(server, folder, "pgbench", ["-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", .. options]);

    private static async Task<string> RunAsync(PostgresServer server, string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(PostgresServer.Program(program), [.. arguments, "-h", server.Folder, "-U", "mainstay", "postgres"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAll(output, errors);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} failed: {await errors}");
    }
}
