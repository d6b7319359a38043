using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>All devices lose their connections at once and come back as fast as they can, while requests arrive at a fixed rate.</summary>
/// <param name="devices">How many.</param>
/// <param name="perSecond">Requests.</param>
internal sealed class StormBench(int devices, int perSecond)
{
    private const int QuietSeconds = 10;
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await MeasureOwnAsync();
        using var mosquitto = await MosquittoServer.StartAsync();
        using var connections = new IdleConnections(mosquitto.Address);
        await connections.OpenAsync(devices);
        Add("  peer: mosquitto: until all are back", (await ReturnAsync(connections)).TotalSeconds, "s");
        return _figures;
    }

    private async Task MeasureOwnAsync()
    {
        using var server = await RealServer.StartAsync(Directory.CreateTempSubdirectory("mainstay-bench-").FullName, null, "--Mqtt:AllowAnonymous=true", "--Mqtt:ConnectsPerSecond=0");
        var token = await server.SignInAsync("anna");
        using var connections = new IdleConnections(server.Mqtt);
        await connections.OpenAsync(devices);
        _ = await RequestsAsync(server, token, QuietSeconds / 2, CancellationToken.None);
        var before = await RequestsAsync(server, token, QuietSeconds, CancellationToken.None);
        using var storm = new CancellationTokenSource();
        var during = RequestsAsync(server, token, 600, storm.Token);
        var took = await ReturnAsync(connections);
        await storm.CancelAsync();
        Add($"{devices:#,0} devices drop and come back at once, with a subscription each: until all are back", took.TotalSeconds, "s");
        Report(string.Create(CultureInfo.InvariantCulture, $"  {perSecond}/s GET /api/v1/feeders beside it (open loop): before"), before);
        Report("  during", await during);
    }

    private static async Task<TimeSpan> ReturnAsync(IdleConnections connections)
    {
        var began = Stopwatch.GetTimestamp();
        connections.Drop();
        await connections.OpenAsync(connections.Dropped);
        return Stopwatch.GetElapsedTime(began);
    }

    private void Report(string what, Latencies latencies)
    {
        Add(what + ", median", latencies.PercentileMs(50), "ms");
        Add(what + ", 99th percentile", latencies.PercentileMs(99), "ms");
    }

    private void Add(FormattableString what, double value, string unit) => Add(what.ToString(CultureInfo.InvariantCulture), value, unit);

    private void Add(string what, double value, string unit) => _figures.Add(new Figure(what, value, unit));

    private Task<Latencies> RequestsAsync(RealServer server, string token, int seconds, CancellationToken stop) => OpenLoop.RunAsync(
        perSecond,
        seconds,
        async () =>
        {
            using var answer = await server.SendAsync(HttpMethod.Get, "/api/v1/feeders/", token);
            if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"A request was answered {answer.StatusCode}.");
        },
        stop);
}
