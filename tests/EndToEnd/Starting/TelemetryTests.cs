using System.Net;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Meters_and_traces_reach_the_collector_at_the_latest_when_it_stops()
    {
        var collector = $"http://127.0.0.1:{FreePort.Next()}/";
        using var stopped = new CancellationTokenSource();
        var received = CollectAsync(collector, stopped.Token);

        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--Telemetry:OtlpEndpoint=" + collector);
        using (var client = server.Client()) await client.GetAsync("/assets/nobodys-name");
        await server.StopAsync();
        await stopped.CancelAsync();

        var parts = await received;
        Assert.Contains(parts, part => part.Path == "/v1/metrics" && part.Text.Contains("mainstay.journal.tail", StringComparison.Ordinal));
        Assert.Contains(parts, part => part.Path == "/v1/traces" && part.Text.Contains("GET /assets/{name}", StringComparison.Ordinal));
        Assert.DoesNotContain(parts, part => part.Text.Contains("nobodys-name", StringComparison.Ordinal));
    }

    /// <summary>Protobuf keeps names as plain text, so that they can be looked for in the raw body.</summary>
    private static async Task<List<(string Path, string Text)>> CollectAsync(string address, CancellationToken stopped)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add(address);
        listener.Start();
        var parts = new List<(string, string)>();
        while (true)
        {
            var next = listener.GetContextAsync();
            if (await Task.WhenAny(next, Task.Delay(Timeout.Infinite, stopped)) != next) return parts;
            var context = await next;
            using var reader = new StreamReader(context.Request.InputStream, System.Text.Encoding.Latin1);
            parts.Add((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(CancellationToken.None)));
            context.Response.Close();
        }
    }
}
