using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mainstay.Drill.Bench.Generator;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>All devices lose their connections at once and come back as fast as they can, while requests arrive at a fixed rate.</summary>
/// <param name="devices">How many.</param>
/// <param name="perSecond">Requests.</param>
internal sealed class StormBench(int devices, int perSecond)
{
    private const string Before = "before";
    private const int QuietSeconds = 10;
    private const int HttpConnections = 16;
    private const double PieceSeconds = 0.25;
    private const int Pieces = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
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
        using var server = await RealServer.StartAsync(Directory.CreateTempSubdirectory("mainstay-bench-").FullName, null, "--Mqtt:AllowAnonymous=true");
        var token = await server.SignInAsync("anna");
        using var connections = new IdleConnections(server.Mqtt);
        await connections.OpenAsync(devices);
        var write = Look(token);
        var storm = new TaskCompletionSource<TimeSpan>();
        using var generator = new OpenLoopGenerator(server.Address, HttpConnections, s_patience, kinds: 1) { OnPhaseEnd = report => BeginAfter(report, connections, storm) };
        Phase[] phases = [new("warm", perSecond, QuietSeconds / 2, write), new(Before, perSecond, QuietSeconds, write), .. Enumerable.Repeat(new Phase("during", perSecond, PieceSeconds, write), Pieces)];
        var reports = await Task.Factory.StartNew(() => generator.Run(phases), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var took = await storm.Task;
        Add($"{devices:#,0} devices drop and come back at once, with a subscription each: until all are back", took.TotalSeconds, "s");
        Report(string.Create(CultureInfo.InvariantCulture, $"  {perSecond}/s GET /api/v1/feeders beside it (open loop): before"), reports[1].All);
        var pieces = Math.Min(Pieces, (int)Math.Ceiling(took.TotalSeconds / PieceSeconds));
        Report("  during", Tally.Sum(reports.Skip(2).Take(pieces).Select(report => report.All)));
    }

    /// <summary>On a thread of its own: nothing that the devices do holds up who sends the requests.</summary>
    private static void BeginAfter(PhaseReport report, IdleConnections connections, TaskCompletionSource<TimeSpan> storm)
    {
        if (report.Phase.Name != Before) return;
        _ = Task.Run(async () =>
        {
            try
            {
                storm.SetResult(await ReturnAsync(connections));
            }
#pragma warning disable CA1031 // Whoever waits for the storm is told.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                storm.SetException(failed);
            }
        });
    }

    private static RequestWriter Look(string token)
    {
        var request = Encoding.ASCII.GetBytes($"GET /api/v1/feeders/ HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n");
        return (Span<byte> into, out byte kind) =>
        {
            kind = 0;
            request.CopyTo(into);
            return request.Length;
        };
    }

    private static async Task<TimeSpan> ReturnAsync(IdleConnections connections)
    {
        var began = Stopwatch.GetTimestamp();
        connections.Drop();
        await connections.OpenAsync(connections.Dropped);
        return Stopwatch.GetElapsedTime(began);
    }

    private void Report(string what, Tally tally)
    {
        Add(what + ", answered", tally.Done, string.Create(CultureInfo.InvariantCulture, $"of {tally.Due}"));
        Add(what + ", median", tally.Answers.PercentileMs(50), "ms");
        Add(what + ", 99th percentile", tally.Answers.PercentileMs(99), "ms");
    }

    private void Add(FormattableString what, double value, string unit) => Add(what.ToString(CultureInfo.InvariantCulture), value, unit);

    private void Add(string what, double value, string unit) => _figures.Add(new Figure(what, value, unit));
}
