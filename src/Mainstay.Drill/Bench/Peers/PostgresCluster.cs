using System.Diagnostics;

namespace Mainstay.Drill.Bench.Peers;

/// <summary>
/// PostgreSQL from Debian with a cluster of its own in a temporary folder, reached by a socket there; stopped and deleted afterwards. It is durable as it comes (fsync, synchronous_commit), and
/// has memory and log space as its administrators would give it.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Owner = "postgres";
    private const string Settings = """
        listen_addresses = ''
        synchronous_commit = on
        fsync = on
        shared_buffers = 2GB
        max_wal_size = 8GB
        max_connections = 200
        """;

    private const string Installed = "/usr/lib/postgresql";
    private readonly string _folder;

    private PostgresCluster(string folder) => _folder = folder;

    private static string Programs => Directory.Exists(Installed)
        ? Path.Combine(Directory.GetDirectories(Installed).Max(StringComparer.Ordinal)!, "bin")
        : throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql.");

    /// <summary>Makes a cluster and starts it.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("mainstay-peer-").FullName);
        if (Environment.UserName == "root") await RunAsync("chown", [Owner, cluster._folder]);
        await AsOwnerAsync("initdb", ["-D", cluster.Data, "-A", "trust", "-U", Owner, "--no-sync"]);
        var settings = Path.Combine(cluster.Data, "postgresql.conf");
        await File.AppendAllTextAsync(settings, $"{Settings}\nunix_socket_directories = '{cluster._folder}'\n");
        await AsOwnerAsync("pg_ctl", ["-D", cluster.Data, "-l", Path.Combine(cluster._folder, "log"), "-s", "-w", "start"]);
        return cluster;
    }

    private string Data => Path.Combine(_folder, "data");

    public Task<string> SqlAsync(string statements) => AsOwnerAsync("psql", ["-h", _folder, "-v", "ON_ERROR_STOP=1", "-q", "-At", "-c", statements, "postgres"]);

    /// <summary>Runs pgbench with these scripts, each with its weight.</summary>
    /// <returns>Transactions per second.</returns>
    public async Task<double> PgBenchAsync(IEnumerable<(string Script, int Weight)> scripts, int clients, int seconds)
    {
        var files = scripts.SelectMany((script, index) => (string[])["-f", $"{Write(index, script.Script)}@{script.Weight}"]);
        var printed = await AsOwnerAsync("pgbench", ["-h", _folder, "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", .. files, "postgres"]);
        var line = printed.Split('\n').First(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await AsOwnerAsync("pg_ctl", ["-D", Data, "-m", "fast", "-s", "-w", "stop"]);
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(int index, string script)
    {
        var file = Path.Combine(_folder, $"script-{index}.sql");
        File.WriteAllText(file, script);
        return file;
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static Task<string> AsOwnerAsync(string program, string[] arguments)
    {
        var path = Path.Combine(Programs, program);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", Owner, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        // The server that pg_ctl leaves behind would keep a redirected error stream open: only the output is read, to its own file's end.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = !arguments.Contains("start") })!;
        var printed = process.StartInfo.RedirectStandardOutput ? await process.StandardOutput.ReadToEndAsync() : string.Empty;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
