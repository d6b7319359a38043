using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Mainstay.Tests.EndToEnd.Mqtt;

namespace Mainstay.Tests.EndToEnd.Feeder;

/// <summary>The program of a feeder at a broker that others wrote, Debian's mosquitto, with its tools as the other side.</summary>
public sealed class FeederAtBrokerTests : IAsyncLifetime
{
    private const string Base = "mainstay/feeders/f1/";
    private readonly TempFolder _folder = new();
    private Mosquitto _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Mosquitto.StartAsync();

    [Fact]
    public async Task A_home_assistant_finds_it_and_can_feed()
    {
        await using var feeder = await StartAsync();
        // What is heard by one that was there before is not marked as retained; a Home Assistant may come at any time.
        await using (var early = new Listener(_broker, "mainstay/home/f1/#")) await early.LineAsync("mainstay/home/f1/state");
        await using var listener = new Listener(_broker, "#");

        var bundle = JsonNode.Parse((await listener.LineAsync("homeassistant/device/f1/config")).Payload)!;
        Assert.Equal((true, "online"), Of(await listener.LineAsync("mainstay/home/f1/status")));
        Assert.Equal("OFF", (string?)JsonNode.Parse((await listener.LineAsync("mainstay/home/f1/state")).Payload)!["jam"]);
        var button = bundle["cmps"]!["feed"]!;
        await SendAsync((string)button["cmd_t"]!, (string)button["pl_prs"]!);

        var meal = await listener.LineAsync((string)bundle["cmps"]!["meal"]!["stat_t"]!);
        Assert.Equal((false, "dispensed"), (meal.IsRetained, (string?)JsonNode.Parse(meal.Payload)!["event_type"]));
        Assert.Equal(1, await DroppedAsync(feeder));
    }

    [Fact]
    public async Task A_feeder_that_dies_is_offline_at_once()
    {
        await using var feeder = await StartAsync();
        await using var listener = new Listener(_broker, "+/+/f1/status");
        await listener.LineAsync(Base + "status", "online");
        await listener.LineAsync("mainstay/home/f1/status", "online");

        await feeder.KillAsync();

        await listener.LineAsync(Base + "status", "offline");
        await listener.LineAsync("mainstay/home/f1/status", "offline");
    }

    [Fact]
    public async Task A_command_is_done_once_and_a_retained_one_never()
    {
        await SendAsync(Base + "command", Command("kept"), "-r");
        await using var feeder = await StartAsync();
        await using var listener = new Listener(_broker, Base + "#");
        await listener.LineAsync(Base + "status", "online");

        await SendAsync(Base + "command", Command("c1"));
        await SendAsync(Base + "command", Command("c1"));
        var result = JsonNode.Parse((await listener.LineAsync(Base + "command/result")).Payload)!;

        Assert.Equal(("c1", "done", "command/c1"), ((string?)result["commandId"], (string?)result["state"], (string?)result["occurrenceId"]));
        Assert.Equal(1, await DroppedAsync(feeder));
        Assert.Equal(["command/c1"], (await feeder.LedgerAsync()).Select(line => (string?)line!["occurrenceId"]));
    }

    [Fact]
    public async Task A_plan_is_taken_in_and_reported()
    {
        await using var feeder = await StartAsync();
        await using var listener = new Listener(_broker, Base + "plan/reported");
        await listener.LineAsync(Base + "plan/reported");

        await SendAsync(Base + "plan/desired", """{"version": 7, "zone": "Europe/Rome", "missedPolicy": "skip", "graceMinutes": 30, "dailyMaximumPortions": 9, "meals": []}""", "-r");

        var reported = JsonNode.Parse((await listener.LineAsync(Base + "plan/reported")).Payload)!;
        Assert.Equal((7, "Europe/Rome"), ((int)reported["version"]!, (string?)reported["plan"]!["zone"]));
    }

    /// <summary>Fed while the broker was away, and reported when it is back, until somebody says that it has the report.</summary>
    [Fact]
    public async Task A_meal_while_the_broker_is_away_is_reported_when_it_is_back()
    {
        await using var feeder = await StartAsync();
        await feeder.UntilAsync(state => (string?)state?["server"]?["phase"] == "connected");
        _broker.Kill();
        await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 2, ["commandId"] = "dark" });
        await feeder.UntilAsync(state => (string?)state?["lastMeal"]?["state"] == "done" && (int?)state["unreported"] == 1);

        await _broker.StartAgainAsync();
        await using var listener = new Listener(_broker, Base + "event");
        var report = JsonNode.Parse((await listener.LineAsync(Base + "event")).Payload)!;
        await SendAsync(Base + "event/ack", new JsonObject { ["occurrenceId"] = (string?)report["occurrenceId"], ["revision"] = (int)report["revision"]! }.ToJsonString());

        Assert.Equal(("command/local-dark", 2), ((string?)report["occurrenceId"], (int)report["portionsGiven"]!));
        await feeder.UntilAsync(state => (int?)state?["unreported"] == 0);
    }

    [Fact]
    public async Task A_meal_in_which_the_program_is_killed_is_reported_once_and_whole()
    {
        var feeder = await StartAsync();
        await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 3, ["commandId"] = "c9" });
        await feeder.UntilAsync(state => (int?)state?["simulated"]?["dropped"] > 0);
        await feeder.KillAsync();
        await feeder.DisposeAsync();
        await using var listener = new Listener(_broker, Base + "event");

        await using var second = await StartAsync();
        var report = JsonNode.Parse((await listener.LineAsync(Base + "event")).Payload)!;
        await SendAsync(Base + "event/ack", new JsonObject { ["occurrenceId"] = (string?)report["occurrenceId"], ["revision"] = (int)report["revision"]! }.ToJsonString());
        await second.UntilAsync(state => (int?)state?["unreported"] == 0);

        Assert.Equal(("done", 3, 3), ((string?)report["state"], (int)report["portionsGiven"]!, await DroppedAsync(second)));
        Assert.Equal(1, listener.CountOf(Base + "event"));
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    private Task<FeederProcess> StartAsync() => FeederProcess.StartAsync(
        Path.Combine(_folder.Path, "feeder"),
        "--server", _broker.Address("mqtt").ToString().TrimEnd('/'), "--secret", Mosquitto.Password,
        "--home-broker", $"mqtt://{Mosquitto.UserName}:{Mosquitto.Password}@127.0.0.1:{_broker.Address("mqtt").Port}");

    private async Task SendAsync(string topic, string payload, params string[] more)
    {
        using var tool = _broker.Tool("mosquitto_pub", ["-q", "1", "-t", topic, "-m", payload, .. more]);
        await tool.WaitForExitAsync();
        Assert.Equal(0, tool.ExitCode);
    }

    private static string Command(string id) => new JsonObject
    {
        ["commandId"] = id, ["kind"] = "feed", ["portions"] = 1, ["expiresAt"] = TimeProvider.System.GetUtcNow().AddMinutes(2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    }.ToJsonString();

    private static async Task<int> DroppedAsync(FeederProcess feeder) => (int)(await feeder.StateAsync())!["simulated"]!["dropped"]!;

    private static (bool IsRetained, string Payload) Of((bool IsRetained, string Topic, string Payload) message) => (message.IsRetained, message.Payload);

    /// <summary>A mosquitto_sub.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
        private readonly Process _process;
        private readonly List<(bool IsRetained, string Topic, string Payload)> _heard = [];
        private readonly HashSet<int> _taken = [];

        public Listener(Mosquitto broker, string filter) => _process = broker.Tool("mosquitto_sub", "-q", "1", "-t", filter, "-F", "%r %t %p");

        /// <summary>The next one on a topic that was not taken yet; two connections speak in any order.</summary>
        public async Task<(bool IsRetained, string Topic, string Payload)> LineAsync(string topic, string? payload = null)
        {
            using var patience = new CancellationTokenSource(s_patience);
            for (var index = 0; index < _heard.Count || await ReadAsync(patience.Token); index++)
                if (_heard[index].Topic == topic && (payload is null || _heard[index].Payload == payload) && _taken.Add(index)) return _heard[index];
            throw new InvalidOperationException($"Nothing more comes: {await _process.StandardError.ReadToEndAsync(patience.Token)}");
        }

        public int CountOf(string topic) => _heard.Count(message => message.Topic == topic);

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private async Task<bool> ReadAsync(CancellationToken patience)
        {
            if (await _process.StandardOutput.ReadLineAsync(patience) is not { } line) return false;
            var parts = line.Split(' ', 3);
            _heard.Add((parts[0] == "1", parts[1], parts[2]));
            return true;
        }
    }
}
