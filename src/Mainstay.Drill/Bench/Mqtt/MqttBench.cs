using System.Globalization;
using System.Net;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>Both brokers, one after the other, with the same load.</summary>
internal sealed class MqttBench(int seconds, int pairs, int idle)
{
    private static readonly string[] s_open = ["--Mqtt:AllowAnonymous=true", "--Mqtt:MaximumInFlight=65535", "--Mqtt:MaximumQueuedMessages=60000"];

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var peer = await MeasureMosquittoAsync();
        var own = await MeasureOwnAsync();
        var figures = new List<Figure>();
        for (var i = 0; i < own.Count; i++)
        {
            figures.Add(WithTarget(own[i], peer.Find(one => one.What == own[i].What)));
            if (peer.Find(one => one.What == own[i].What) is { } beside) figures.Add(beside with { What = "  peer: mosquitto" });
        }

        return figures;
    }

    private static Figure WithTarget(Figure own, Figure? peer) => own.Unit switch
    {
        "bytes" => own with { Target = "at most 6,144", Reached = own.Value <= 6_144 },
        _ when peer is null => own,
        _ when own.What.StartsWith("QoS 0", StringComparison.Ordinal) => own with { Target = "half of mosquitto's", Reached = own.Value >= peer.Value / 2 },
        _ => own with { Target = "mosquitto's", Reached = own.Value >= peer.Value },
    };

    private async Task<List<Figure>> MeasureMosquittoAsync()
    {
        using var mosquitto = await MosquittoServer.StartAsync();
        var figures = await RatesAsync(mosquitto.Address);
        if (idle > 0) figures.AddRange(await IdleAsync(mosquitto.Address, () => mosquitto.WorkingSetBytes));
        return figures;
    }

    private async Task<List<Figure>> MeasureOwnAsync()
    {
        using var server = await RealServer.StartAsync(Directory.CreateTempSubdirectory("mainstay-bench-").FullName, null, s_open);
        var figures = await RatesAsync(server.Mqtt);
        if (idle > 0) figures.AddRange(await IdleAsync(server.Mqtt, () => server.WorkingSetBytes));
        return figures;
    }

    private async Task<List<Figure>> RatesAsync(IPEndPoint address)
    {
        if (pairs == 0) return [];
        var shape = string.Create(CultureInfo.InvariantCulture, $"64 bytes, {pairs} pairs one to one");
        return
        [
            new Figure($"QoS 1, clean sessions, window 20, {shape}", await MeasureAsync(address, 1, isClean: true), "messages/s"),
            new Figure($"QoS 1, persistent sessions, window 20, {shape}", await MeasureAsync(address, 1, isClean: false), "messages/s"),
            new Figure($"QoS 0, {shape}", await MeasureAsync(address, 0, isClean: true), "messages/s"),
        ];
    }

    private async Task<double> MeasureAsync(IPEndPoint address, int qos, bool isClean)
    {
        var all = Enumerable.Range(0, pairs).Select(number => new MessagePair(address, number, qos, isClean)).ToList();
        try
        {
            foreach (var pair in all) pair.Start();
            await Task.Delay(TimeSpan.FromSeconds(2));
            var before = all.Sum(pair => pair.Received);
            var began = TimeProvider.System.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            var took = TimeProvider.System.GetElapsedTime(began);
            return (all.Sum(pair => pair.Received) - before) / took.TotalSeconds;
        }
        finally
        {
            foreach (var pair in all) pair.Dispose();
        }
    }

    /// <summary>
    /// What the process holds more than before, for each, some having come and gone before it is looked at; and what the second half of them took, which is without what the first brings once, such as the collector's
    /// youngest generation.
    /// </summary>
    private async Task<IReadOnlyList<Figure>> IdleAsync(IPEndPoint address, Func<long> workingSet)
    {
        using var connections = new IdleConnections(address);
        await connections.OpenAsync(Math.Min(1_000, idle));
        connections.Drop();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = workingSet();
        await connections.OpenAsync(idle / 2);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var between = workingSet();
        await connections.OpenAsync(idle - (idle / 2));
        await Task.Delay(TimeSpan.FromSeconds(3));
        var after = workingSet();
        return
        [
            new Figure(string.Create(CultureInfo.InvariantCulture, $"{idle:#,0} idle connections with a subscription each: memory for each"), (after - before) / (double)idle, "bytes"),
            new Figure("  of the second half of them: memory for each", (after - between) / (double)(idle - (idle / 2)), "bytes"),
        ];
    }
}
