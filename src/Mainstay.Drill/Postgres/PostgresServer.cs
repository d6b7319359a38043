using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mainstay.Drill.Postgres;

/// <summary>
/// A PostgreSQL server of our own from Debian's packages: its data in a temporary folder, reachable over a socket in it and over nothing else, every flush asked for. It refuses to run as root, so under root
/// it runs as the package's user. However this process ends, the server ends too: it lives behind a shell that reads from us.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private const string PackagesUser = "postgres";
    private const string LifeLine = "exec 3<&0; \"$@\" & server=$!; { read -r _ <&3; kill -QUIT $server; } >/dev/null 2>&1 & wait $server";
    private readonly StringBuilder _log = new();
    private readonly string[] _settings;
    private Process? _process;

    private PostgresServer(string[] settings) => _settings = settings;

    /// <summary>Where its socket is: the host of a connection string.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mainstay-pg-").FullName;

    public string ConnectionString => $"Host={Folder};Username=mainstay;Database=postgres";

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Makes one and waits until it takes connections.</summary>
    /// <param name="settings">As name=value, beyond those of a new PostgreSQL.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(settings);
        try
        {
            if (Environment.IsPrivilegedProcess) await RunAsync("chown", PackagesUser, server.Folder);
            await RunAsync(AsUser(Program("initdb"), "-D", server.Data, "-U", "mainstay", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"));
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A program of the newest version that is installed.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Program(string name) =>
        (Directory.Exists(Packages) ? Directory.GetDirectories(Packages) : [])
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin", name))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"This needs Debian's package postgresql ({name}); ./test and ./bench install it.");

    /// <summary>Stops it as a power cut would, as far as a process can: no buffer is written, the next start recovers from the log.</summary>
    public async Task StopAtOnceAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it on the data that is there.</summary>
    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] server = [Program("postgres"), "-D", Data, "-k", Folder, "-c", "listen_addresses=", "-c", "max_connections=200", .. _settings.SelectMany(setting => new[] { "-c", setting })];
        _process = Begin(AsUser(["sh", "-c", LifeLine, "sh", .. server]));
        _process.ErrorDataReceived += (_, said) => Read(said.Data, ready);
        _process.BeginErrorReadLine();
        await ready.Task;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Read(string? line, TaskCompletionSource ready)
    {
        lock (_log) _log.AppendLine(line);
        if (line is null) ready.TrySetException(new InvalidOperationException("PostgreSQL ended:\n" + Log));
        else if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal)) ready.TrySetResult();
    }

    private static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={PackagesUser}", $"--regid={PackagesUser}", "--clear-groups", .. command] : command;

    private static async Task RunAsync(params string[] command)
    {
        using var process = Begin(command);
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await Task.WhenAll(errors, output);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command[0]} failed: {await errors}");
    }

    private static Process Begin(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment["LC_ALL"] = "C"; // Its log is read.
        return Process.Start(start)!;
    }
}
