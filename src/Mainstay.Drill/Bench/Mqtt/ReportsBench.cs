using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>
/// Every feeder reports its meal of seven o'clock: QoS 1 on its own topic, acknowledged when the report is in the journal. A thousandth of a fleet's connections would be as many as one machine has files, so that
/// the reports come over some hundred connections of a gateway that the rules let speak for them.
/// </summary>
internal sealed class ReportsBench(int feeders, string? keep)
{
    private const int Connections = 200;
    private const string Name = "gateway";
    private const string Password = "speaks-for-many";
    private const string Morning = "2026-11-22T07:00:30+01:00";
    private const string Occurrence = "am/2026-11-22";
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var cache = keep ?? Directory.CreateTempSubdirectory("mainstay-store-").FullName;
        try
        {
            var fleet = await FeederFleet.GetAsync(cache, feeders);
            var folder = Directory.CreateTempSubdirectory("mainstay-bench-").FullName;
            fleet.CopyTo(Path.Combine(folder, "data"));
            using var server = await RealServer.StartAsync(folder, Morning, Settings());
            await MeasureAsync(server);
            return _figures;
        }
        finally
        {
            if (keep is null) Directory.Delete(cache, recursive: true);
        }
    }

    private static string[] Settings()
    {
        var salt = "salt of bench"u8.ToArray();
        var hash = Rfc2898DeriveBytes.Pbkdf2(Password, salt, 10_000, HashAlgorithmName.SHA256, 32);
        return
        [
            $"--Mqtt:Users:0:Name={Name}", $"--Mqtt:Users:0:PasswordHash=pbkdf2-sha256:10000:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(hash)}",
            $"--Mqtt:Rules:0:Identity={Name}", "--Mqtt:Rules:0:Filter=mainstay/feeders/+/event", "--Mqtt:Rules:0:Action=publish", "--Mqtt:Rules:0:Allow=true", $"--Feeders:Gateways:0={Name}",
        ];
    }

    private async Task MeasureAsync(RealServer server)
    {
        var anna = await server.SignInAsync("anna");
        var watched = new List<string>();
        for (var feeder = feeders - FeederFleet.Watched; feeder < feeders; feeder++) watched.Add(await ClaimAsync(server, anna, feeder));
        var latencies = new Latencies();
        var gateways = await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => ReportingGateway.ConnectAsync(server.Mqtt, number, Name, Password, latencies)));
        var (busy, began) = (server.Processor, Stopwatch.GetTimestamp());
        await Task.WhenAll(gateways.Select((gateway, number) => gateway.ReportAsync(Share(number), Report())));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lag = await ShownAsync(server, anna, watched);
        foreach (var gateway in gateways) gateway.Dispose();
        Add($"{feeders:#,0} feeders report their meal over {Connections} connections, each durable before its PUBACK: until the last is acknowledged", took, "s", "60 s", took <= 60);
        Add($"  reports", feeders / took, "reports/s");
        Add($"  acknowledged", latencies.Count, "reports", "all", latencies.Count == feeders);
        Add($"  from sending to PUBACK, median", latencies.PercentileMs(50), "ms");
        Add($"  99th percentile", latencies.PercentileMs(99), "ms");
        Add($"  the owner's page and list show the last reported meal after", lag.TotalSeconds, "s", "5 s", lag.TotalSeconds <= 5);
        Add($"  server's processor time for each", (server.Processor - busy).TotalMicroseconds / feeders, "µs");
        Add($"  server's memory", server.WorkingSetBytes / 1e6, "MB");
    }

    /// <summary>Every so manieth; the last of all are those that are looked at.</summary>
    private IEnumerable<int> Share(int number)
    {
        for (var feeder = number; feeder < feeders; feeder += Connections) yield return feeder;
    }

    private static byte[] Report()
    {
        var due = Instant.FromUtc(2026, 11, 22, 6, 0);
        var report = new EventMessage(Occurrence, 1, due, MealState.Done, 2, 2, null, null, due, due + Duration.FromSeconds(20), MealSource.Schedule, null, null, ClockKnown: true, PlanVersion: 1);
        return JsonSerializer.SerializeToUtf8Bytes(report, ProtocolJson.Default.EventMessage);
    }

    private static async Task<string> ClaimAsync(RealServer server, string owner, int feeder)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new ClaimBody(FeederFleet.Code(feeder)), ReportsJson.Default.ClaimBody), Encoding.UTF8, "application/json");
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/feeders/claims", owner, content, FeederFleet.DeviceId(feeder));
        answer.EnsureSuccessStatusCode();
        using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("feederId").GetString()!;
    }

    /// <summary>Until the list of occurrences of each that is looked at has the meal.</summary>
    private static async Task<TimeSpan> ShownAsync(RealServer server, string owner, List<string> watched)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var feeder in watched)
        {
            while (!await IsShownAsync(server, owner, feeder))
            {
                if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5)) throw new InvalidOperationException("A meal was reported and is not shown after five minutes.");
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<bool> IsShownAsync(RealServer server, string owner, string feeder)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, $"/api/v1/feeders/{feeder}/occurrences?from=2026-11-22&to=2026-11-22", owner);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Contains(Occurrence, StringComparison.Ordinal) && text.Contains("\"done\"", StringComparison.Ordinal);
    }

    private void Add(FormattableString what, double value, string unit, string? target = null, bool? reached = null) => _figures.Add(new Figure(what.ToString(CultureInfo.InvariantCulture), value, unit, target, reached));
}

internal sealed record ClaimBody(string Code);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ClaimBody))]
internal sealed partial class ReportsJson : System.Text.Json.Serialization.JsonSerializerContext;
