using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mainstay.Drill.Bench;

/// <summary>The real server, as a process of its own on a free loopback port, with the demo town in a folder of its own.</summary>
internal sealed class RealServer : IDisposable
{
    public const string Password = "measured-and-weighed";
    private readonly Process _process;
    private readonly string _folder;

    private RealServer(Process process, string folder, Uri address, Uri mqtt)
    {
        (_process, _folder) = (process, folder);
        Mqtt = System.Net.IPEndPoint.Parse(mqtt.Authority);
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Client { get; }

    /// <summary>Processor time that the server has used.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that the server holds now.</summary>
    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Where it speaks MQTT.</summary>
    public System.Net.IPEndPoint Mqtt { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <param name="clock">Where the business's clock begins; null for now.</param>
    public static Task<RealServer> StartAsync(string? clock = null) => StartAsync(Directory.CreateTempSubdirectory("mainstay-bench-").FullName, clock);

    /// <summary>On a store that somebody has laid into <c>data</c> of a folder. The folder is deleted afterwards.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="clock">Where the business's clock begins; null for now.</param>
    /// <param name="settings">More settings, as <c>--Section:Key=value</c>.</param>
    public static async Task<RealServer> StartAsync(string folder, string? clock, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in Arguments(folder, clock).Concat(settings)) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        var log = process.StandardError.ReadToEndAsync();
        Uri? address = null;
        Uri? mqtt = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Mainstay is at ", StringComparison.Ordinal)) address = new Uri(line["Mainstay is at ".Length..]);
            if (line.StartsWith("MQTT is at ", StringComparison.Ordinal)) mqtt = new Uri(line["MQTT is at ".Length..]);
            if (line.StartsWith("Ready.", StringComparison.Ordinal)) return new RealServer(process, folder, address!, mqtt!);
        }

        throw new InvalidOperationException("The server ended before it was ready: " + await log);
    }

    public async Task<string> SignInAsync(string handle, string password = Password)
    {
        using var answer = await Client.PostAsJsonAsync("/api/v1/sessions", new SignInBody(handle, password), BenchJson.Default.SignInBody);
        answer.EnsureSuccessStatusCode();
        using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>Sends a request as somebody; POSTs carry a fresh key.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task MoveClockAsync(string administrator, string instant)
    {
        using var content = JsonContent.Create(new ClockBody(instant), BenchJson.Default.ClockBody);
        using var answer = await SendAsync(HttpMethod.Post, "/api/v1/demo/clock", administrator, content);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> Arguments(string folder, string? clock)
    {
        yield return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "Mainstay.Server", "bin", "Release", "net10.0", "mainstay.dll"));
        foreach (var argument in new[] { "run", "--data", Path.Combine(folder, "data"), "--urls", "http://127.0.0.1:0", "--demo", "--demo-password", Password, "--Mqtt:Listeners:0:Url=mqtt://127.0.0.1:0" }) yield return argument;
        if (clock is null) yield break;
        yield return "--clock";
        yield return clock.ToString(CultureInfo.InvariantCulture);
    }
}

internal sealed record SignInBody(string Handle, string Password);

internal sealed record ClockBody(string Now);

internal sealed record AccountBody(string Handle, string DisplayName, string Password);

internal sealed record JoinBody(bool AcceptTerms, string BirthDate, string TaxId);

internal sealed record CardBody(string Pan, string Expiry, string Nickname);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(SignInBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(ClockBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(AccountBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(JoinBody))]
[System.Text.Json.Serialization.JsonSerializable(typeof(CardBody))]
internal sealed partial class BenchJson : System.Text.Json.Serialization.JsonSerializerContext;
