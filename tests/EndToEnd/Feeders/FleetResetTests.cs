using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A maker's reset from the API to the feeder's own program and back.</summary>
public sealed class FleetResetTests : IAsyncLifetime
{
    private const string Fleet = "/api/v1/feeders/fleet";
    private readonly TempFolder _folder = new();
    private ServerProcess _server = null!;
    private Api _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder, "--demo", "--demo-password", Api.Password);
        _manager = await Api.SignInAsync(_server, "manager");
    }

    /// <summary>It was away when the reset was asked for, gets it when it comes, forgets its name, keeps its plan, and is still connected.</summary>
    [Fact]
    public async Task A_feeder_that_was_away_is_reset_when_it_comes_and_goes_on()
    {
        var (deviceId, code, secret) = await OrderAsync();
        await using (var before = await StartAsync(deviceId, secret))
        {
            await ConnectedAsync(before);
            await before.PostFormAsync("/settings", new Dictionary<string, string> { ["name"] = "Kitchen", ["grams-per-portion"] = "12", ["server-address"] = _server.Mqtt().ToString().TrimEnd('/'), ["home-broker"] = "-" });
            Assert.Equal("Kitchen", (string?)(await before.StateAsync())!["name"]);
            Assert.Equal(0, await before.StopAsync());
        }

        using var anna = await Api.SignInAsync(_server, "anna");
        var feederId = (string?)(await anna.PostAsync("/api/v1/feeders/claims", new JsonObject { ["code"] = code }, "claimed")).Expect(201)["feederId"];
        Assert.Equal("feeder-claimed", (await ResetAsync(deviceId, keepSchedule: false, "all")).Problem);
        var asked = await ResetAsync(deviceId, keepSchedule: true, "settings");
        Assert.Equal(201, asked.Status);
        Assert.True((await ResetAsync(deviceId, keepSchedule: true, "settings")).IsReplayed);
        var other = new JsonObject { ["model"] = "F1", ["waves"] = new JsonArray(0, 200) };
        Assert.Equal((422, "idempotency-key-reused"), await _manager.PostAsync(Fleet + "/resets", other, "settings") is var reused ? (reused.Status, reused.Problem) : default);

        await using var feeder = await StartAsync(deviceId, secret);
        await UntilResetAsync(deviceId, "succeeded");

        // Its own id again, and it has come back to the same server.
        await feeder.UntilAsync(state => (string?)state?["name"] == deviceId && (string?)state["server"]?["phase"] == "connected");
        var reset = await UntilAsync($"{Fleet}/resets/{(string)asked.Body!["resetId"]!}", found => (string?)found["state"] == "finished");
        await anna.UntilAsync($"/api/v1/feeders/{feederId}/notices", found => found["items"]!.AsArray().Any(notice => (string?)notice!["kind"] == "maker-reset"));
        Assert.Equal((1, 1, 0), ((int)reset["assigned"]!, (int)reset["succeeded"]!, (int)reset["failed"]!));
    }

    [Fact]
    public async Task What_nobody_has_forgets_everything_and_its_new_secret_connects_it_after_it_was_shut_out()
    {
        var (deviceId, _, secret) = await OrderAsync();
        await using var feeder = await StartAsync(deviceId, secret);
        await ConnectedAsync(feeder);
        await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 1, ["commandId"] = "c1" });
        await feeder.UntilAsync(state => (string?)state?["lastMeal"]?["state"] == "done");
        // Its meal ends less than a quarter of an hour ago: it waits, and has been told.
        Assert.Equal(201, (await ResetAsync(deviceId, keepSchedule: false, "all")).Status);
        await UntilResetAsync(deviceId, "in-progress");
        Assert.Single(await feeder.LedgerAsync());

        Assert.Equal(204, (await _manager.PostAsync($"{Fleet}/devices/{deviceId}/revoke", new JsonObject(), "revoked")).Status);
        await feeder.UntilAsync(state => (string?)state?["server"]?["phase"] == "away");
        var renewed = await _manager.PostAsync($"{Fleet}/devices/{deviceId}/secret", new JsonObject(), "renewed");
        Assert.Equal((201, renewed.Text), (renewed.Status, (await _manager.PostAsync($"{Fleet}/devices/{deviceId}/secret", new JsonObject(), "renewed")).Text));
        Assert.NotEqual(secret, (string?)renewed.Body!["enrolmentSecret"]);
        var device = await UntilAsync($"{Fleet}/devices/{deviceId}", found => (bool)found["revoked"]! is false);
        Assert.False((bool)device["enrolled"]!);
    }

    [Fact]
    public async Task A_reset_that_is_stopped_is_told_to_nobody_more()
    {
        var (deviceId, _, _) = await OrderAsync();
        var asked = await ResetAsync(deviceId, keepSchedule: true, "settings");
        await UntilResetAsync(deviceId, "queued");

        var stopped = await _manager.PostAsync($"{Fleet}/resets/{(string)asked.Body!["resetId"]!}/stop", new JsonObject(), "stopped");

        Assert.Equal((200, "stopped", "asked"), (stopped.Status, (string?)stopped.Body!["state"], (string?)stopped.Body["because"]));
        await UntilResetAsync(deviceId, "cancelled");
    }

    [Theory]
    [InlineData("""{"keepSchedule": true}""", "devices-invalid")]
    [InlineData("""{"model": "F1", "deviceIds": ["x"]}""", "devices-invalid")]
    [InlineData("""{"deviceIds": ["nobody"]}""", "device-unknown")]
    [InlineData("""{"model": "never made"}""", "model-unknown")]
    public async Task What_cannot_be_reset_is_refused(string body, string code) => Assert.Equal((422, code), await _manager.PostAsync(Fleet + "/resets", JsonNode.Parse(body)!, "asked") is var answer ? (answer.Status, answer.Body?["errors"]?[0]?["code"]?.GetValue<string>()) : default);

    public async ValueTask DisposeAsync()
    {
        _manager.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(string DeviceId, string Code, string Secret)> OrderAsync()
    {
        var made = await _manager.PostAsync(Fleet + "/devices", new JsonObject { ["model"] = "F1", ["count"] = 1 }, "made");
        Assert.Equal(201, made.Status);
        var row = made.Text.Split("\r\n")[1].Split(',');
        return (row[0], row[1], row[2]);
    }

    private Task<Answer> ResetAsync(string deviceId, bool keepSchedule, string key) =>
        _manager.PostAsync(Fleet + "/resets", new JsonObject { ["deviceIds"] = new JsonArray(deviceId), ["keepSchedule"] = keepSchedule }, key);

    private Task<FeederProcess> StartAsync(string deviceId, string secret) =>
        FeederProcess.StartAsAsync(deviceId, Path.Combine(_folder.Path, "feeder"), "--server", _server.Mqtt().ToString().TrimEnd('/'), "--secret", secret);

    private static Task<JsonNode?> ConnectedAsync(FeederProcess feeder) => feeder.UntilAsync(state => (string?)state?["server"]?["phase"] == "connected");

    private Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> isSo) => _manager.UntilAsync(path, isSo);

    private Task<JsonNode> UntilResetAsync(string deviceId, string state) => UntilAsync($"{Fleet}/devices/{deviceId}", device => (string?)device["reset"] == state);
}
