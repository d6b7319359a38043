using System.Diagnostics;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>
/// The real server as a process of its own, on a free loopback port. Whatever it logs as an error that the test did not announce fails the test, and so
/// does an end that is not clean.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly List<string> _expected = [];
    private bool _over;

    private ServerProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(Said.ReadAsync(process.StandardOutput), Log.ReadAsync(process.StandardError));
    }

    /// <summary>Standard output: words for the person who started it.</summary>
    public ServerOutput Said { get; } = new();

    /// <summary>Standard error: the log, a JSON object per line.</summary>
    public ServerOutput Log { get; } = new();

    /// <summary>Where it listens; known once it is ready.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Where it speaks MQTT: the first of its listeners with this scheme.</summary>
    public Uri Mqtt(string scheme = "mqtt")
    {
        const string saying = "MQTT is at ";
        return new Uri(Said.Lines.First(line => line.StartsWith(saying + scheme + ":", StringComparison.Ordinal))[saying.Length..]);
    }

    public int ProcessId => _process.Id;

    /// <summary>A client of this server. It does not follow redirects and keeps no cookies.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataFolder, params string[] options) => StartAsync(dataFolder, new Dictionary<string, string>(StringComparer.Ordinal), options);

    /// <summary>Starts a server with additions to its environment, and waits until it says that it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataFolder, IReadOnlyDictionary<string, string> environment, params string[] options) =>
        ReadyAsync(Launch([], environment, ["--data", dataFolder, "--urls", "http://127.0.0.1:0", .. options]));

    /// <summary>Starts a server under another program (strace, for one), and waits until it says that it is ready.</summary>
    public static Task<ServerProcess> StartUnderAsync(string[] before, string dataFolder, params string[] options) =>
        ReadyAsync(Launch(before, new Dictionary<string, string>(StringComparer.Ordinal), ["--data", dataFolder, "--urls", "http://127.0.0.1:0", .. options]));

    /// <summary>Starts a server and waits only until it listens.</summary>
    public static Task<ServerProcess> StartListeningAsync(string dataFolder, params string[] options) =>
        ReadyAsync(Launch([], new Dictionary<string, string>(StringComparer.Ordinal), ["--data", dataFolder, "--urls", "http://127.0.0.1:0", .. options]), "Mainstay is at ");

    private static async Task<ServerProcess> ReadyAsync(ServerProcess server, string saying = "Ready.")
    {
        try
        {
            await server.Said.LineAsync(line => line.StartsWith(saying, StringComparison.Ordinal)).WaitAsync(s_patience);
            server.Address = new Uri(server.Said.Lines.First(line => line.StartsWith("Mainstay is at ", StringComparison.Ordinal))["Mainstay is at ".Length..]);
            return server;
        }
        catch (Exception notReady)
        {
            await server.KillAsync();
            throw new InvalidOperationException("The server did not become ready.\n" + server.Transcript(), notReady);
        }
    }

    /// <summary>Starts one that is expected to end by itself, and waits for that.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public static Task<(int ExitCode, string Transcript)> RunToEndAsync(string dataFolder, params string[] options) => RunToolAsync(["--data", dataFolder, .. options]);

    /// <summary>Runs the program with this command line to its end.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public static async Task<(int ExitCode, string Transcript)> RunToolAsync(params string[] commandLine)
    {
        await using var tool = Launch([], new Dictionary<string, string>(StringComparer.Ordinal), commandLine);
        tool._over = true;
        await tool.EndedAsync();
        return (tool._process.ExitCode, tool.Transcript());
    }

    /// <summary>Says that the test provokes errors in the log whose text contains <paramref name="text"/>.</summary>
    public void Expect(string text) => _expected.Add(text);

    /// <summary>SIGTERM, then a clean end within the time that systemd would allow.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await EndedAsync();
        _over = true;
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}\n{Transcript()}");
        AssertNoUnexpectedErrors();
    }

    /// <summary>SIGKILL, as the end of a machine looks to a process.</summary>
    public async Task KillAsync()
    {
        _over = true;
        _process.Kill(entireProcessTree: true);
        await EndedAsync();
    }

    /// <inheritdoc cref="Signals.FreezeAsync"/>
    public Task FreezeAsync() => Signals.FreezeAsync(_process.Id);

    /// <summary>Waits until it ends by itself, as it does when its store fails.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public async Task<(int ExitCode, string Transcript)> EndsByItselfAsync()
    {
        _over = true;
        await EndedAsync();
        return (_process.ExitCode, Transcript());
    }

    public Task SignalAsync(string signal) => Signals.SendAsync(_process.Id, signal);

    public async Task EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        await _reading.WaitAsync(s_patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_over) await StopAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(string[] before, IReadOnlyDictionary<string, string> environment, string[] commandLine)
    {
        string[] command = [.. before, "dotnet", Repository.ServerProgram, .. commandLine];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Many servers run at once: each listens for MQTT where there is room.
        start.Environment["Mqtt__Listeners__0__Url"] = "mqtt://127.0.0.1:0";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    private void AssertNoUnexpectedErrors()
    {
        var unexpected = Log.Errors().Where(line => !_expected.Exists(text => line.Contains(text, StringComparison.Ordinal))).ToList();
        Assert.True(unexpected.Count == 0, "unexpected in the log:\n" + string.Join('\n', unexpected.Select(Shown)));
    }

    /// <summary>The message and the top of the stack.</summary>
    private static string Shown(string line) => line.Length <= 700 ? line : line[..700] + " …";

    private string Transcript() => string.Join('\n', [.. Said.Lines, .. Log.Lines]);
}
