using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>The feeder's program as a process of its own, with simulated parts, on a free loopback port.</summary>
public sealed class FeederProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly StringBuilder _log = new();

    private FeederProcess(Process process, Uri address) => (_process, _client) = (process, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address });

    /// <summary>All that it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public static Task<FeederProcess> StartAsync(string dataFolder, params string[] options) => StartAsAsync("f1", dataFolder, options);

    public static Task<FeederProcess> StartAsAsync(string deviceId, string dataFolder, params string[] options) => StartWithAsync(toolFolder: null, deviceId, dataFolder, options);

    /// <param name="toolFolder">Where it looks for the system's tools first; null: where everybody does.</param>
    public static async Task<FeederProcess> StartWithAsync(string? toolFolder, string deviceId, string dataFolder, params string[] options)
    {
        var feeder = Begin(new Uri($"http://127.0.0.1:{FreePort.Next()}"), toolFolder, deviceId, dataFolder, options);
        await feeder.UntilAsync(state => state is not null);
        return feeder;
    }

    /// <summary>With its page at an address where it may not be reached: it is there when its log says so.</summary>
    public static async Task<FeederProcess> StartUnseenAsync(Uri local, string dataFolder, string says)
    {
        var feeder = Begin(local, toolFolder: null, "f1", dataFolder, []);
        using var patience = new CancellationTokenSource(s_patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!feeder.Log.Contains(says, StringComparison.Ordinal)) await beat.WaitForNextTickAsync(patience.Token);
        return feeder;
    }

    private static FeederProcess Begin(Uri address, string? toolFolder, string deviceId, string dataFolder, string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), "--data", dataFolder, "--device-id", deviceId, "--simulate", "--local", address.ToString(), .. options]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (toolFolder is not null) start.Environment["PATH"] = toolFolder + ":" + start.Environment["PATH"];
        var feeder = new FeederProcess(Process.Start(start)!, address);
        feeder._process.OutputDataReceived += feeder.Note;
        feeder._process.ErrorDataReceived += feeder.Note;
        feeder._process.BeginOutputReadLine();
        feeder._process.BeginErrorReadLine();
        return feeder;
    }

    /// <summary>Null while it does not answer, or its simulated power is away.</summary>
    public async Task<JsonNode?> StateAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/state");
            return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<JsonArray> LedgerAsync() => JsonNode.Parse(await _client.GetStringAsync("/ledger"))!["items"]!.AsArray();

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonNode body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    /// <summary>Sends a form of its page.</summary>
    public async Task PostFormAsync(string path, IReadOnlyDictionary<string, string> fields)
    {
        var (status, _) = await AnswerToFormAsync(path, fields);
        Assert.True(status is 200 or 302, $"{path}: {status}");
    }

    /// <summary>Sends a form of its page, which may be refused.</summary>
    public async Task<(int Status, string Page)> AnswerToFormAsync(string path, IReadOnlyDictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await _client.PostAsync(path, form);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> PageAsync(string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks until it is so: what the program does on its own clock cannot be awaited otherwise from outside.</summary>
    public async Task<JsonNode?> UntilAsync(Func<JsonNode?, bool> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var state = await StateAsync();
            if (isSo(state)) return state;
            await beat.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Asks for a page until it is so; see <see cref="UntilAsync"/>.</summary>
    public async Task<string> UntilPageAsync(string path, Func<string, bool> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var page = await PageAsync(path, "en");
            if (isSo(page)) return page;
            await beat.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>As a power cut would, for the program.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc cref="Signals.FreezeAsync"/>
    public Task FreezeAsync() => Signals.FreezeAsync(_process.Id);

    /// <returns>The exit code after SIGTERM.</returns>
    public async Task<int> StopAsync()
    {
        await Signals.SendAsync(_process.Id, "TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_log) _log.AppendLine(line.Data);
    }

    private static string Program()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, $"../../../../../src/Mainstay.FeederAgent/bin/{configuration}/net10.0/mainstay-feeder.dll"));
    }
}
