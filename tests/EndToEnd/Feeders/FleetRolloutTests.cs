using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A maker's firmware from the upload to eight devices that somebody else wrote, in waves.</summary>
public sealed class FleetRolloutTests : IAsyncLifetime
{
    private const string Fleet = "/api/v1/feeders/fleet";
    private const string Model = "Eight";
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, Connected> _devices = new(StringComparer.Ordinal);
    private ServerProcess _server = null!;
    private Api _manager = null!;
    private string _firmware = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder, "--demo", "--demo-password", Api.Password);
        _manager = await Api.SignInAsync(_server, "manager");
        var made = await _manager.PostAsync(Fleet + "/devices", new JsonObject { ["model"] = Model, ["count"] = 8 }, "made");
        foreach (var row in made.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(','))) _devices[row[0]] = await Connected.ConnectAsync(_server, row[0], row[2]);
        _firmware = await UploadAsync();
    }

    /// <summary>A quarter of eight is two; the other six hear of it when those two are done.</summary>
    [Fact]
    public async Task A_wave_is_exactly_its_percentage_and_is_followed_by_the_next_when_all_are_done()
    {
        var rollout = await BeginAsync("25, 100");
        var told = await ToldAsync(rollout, 2);
        foreach (var device in told) await ReportAsync(device, rollout, "succeeded");

        await UntilAsync(rollout, found => (int)found["wave"]! == 2 && (int)found["assigned"]! == 8);
        var others = _devices.Keys.Except(told).ToList();
        foreach (var device in others)
        {
            Assert.Contains(rollout, (await _devices[device].ReceivedAsync($"mainstay/feeders/{device}/firmware/desired")).Payload, StringComparison.Ordinal);
            await ReportAsync(device, rollout, "succeeded");
        }

        var done = await UntilAsync(rollout, found => (string?)found["state"] == "finished");
        Assert.Equal((8, 8, 0), ((int)done["assigned"]!, (int)done["succeeded"]!, (int)done["failed"]!));
        var figures = (await _manager.GetAsync(Fleet + "/figures")).Expect(200)["items"]!.AsArray().Where(figure => (string?)figure!["model"] == Model);
        Assert.Equal(("1.2.0", 8), ((string?)Assert.Single(figures)!["firmware"], (int)figures.First()!["devices"]!));
    }

    /// <summary>One percent of eight is one, and it fails. By hand it goes on; stopped by hand, who waits is called back, and who has begun may end.</summary>
    [Fact]
    public async Task Failures_stop_it_until_somebody_lets_it_go_on_and_who_waits_is_called_back()
    {
        var rollout = await BeginAsync("1, 100");
        var first = Assert.Single(await ToldAsync(rollout, 1));
        await ReportAsync(first, rollout, "failed");

        var stopped = await UntilAsync(rollout, found => (string?)found["state"] == "stopped");
        Assert.Equal(("failures", 1, 1), ((string?)stopped["because"], (int)stopped["wave"]!, (int)stopped["assigned"]!));
        Assert.Equal(200, (await _manager.PostAsync($"{Fleet}/rollouts/{rollout}/resume", new JsonObject(), "resumed")).Status);

        await UntilAsync(rollout, found => (int)found["wave"]! == 2 && (int)found["assigned"]! == 8);
        var waiting = _devices.Keys.Where(device => device != first).ToList();
        foreach (var device in waiting) await _devices[device].ReceivedAsync($"mainstay/feeders/{device}/firmware/desired");
        await ReportAsync(waiting[0], rollout, "in-progress");
        await _manager.UntilAsync($"{Fleet}/devices/{waiting[0]}", found => (string?)found["update"] == "in-progress");

        Assert.Equal(200, (await _manager.PostAsync($"{Fleet}/rollouts/{rollout}/stop", new JsonObject(), "stopped")).Status);
        foreach (var device in waiting.Skip(1)) Assert.Equal("", (await _devices[device].ReceivedAsync($"mainstay/feeders/{device}/firmware/desired")).Payload);
        await ReportAsync(waiting[0], rollout, "succeeded");
        await UntilAsync(rollout, found => (int)found["succeeded"]! == 1);
    }

    [Fact]
    public async Task A_firmware_goes_to_devices_of_its_own_model_alone()
    {
        var asked = await AskAsync("F1", "100", "other");
        Assert.Equal((422, "model-mismatch"), (asked.Status, (string?)asked.Body!["errors"]![0]!["code"]));
        Assert.Empty((await _manager.GetAsync(Fleet + "/rollouts")).Expect(200)["items"]!.AsArray());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices.Values) await device.DisposeAsync();
        _manager.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> BeginAsync(string waves) => (string)(await AskAsync(Model, waves, "rollout")).Expect(201)["rolloutId"]!;

    private Task<Answer> AskAsync(string model, string waves, string key) => _manager.PostAsync(
        Fleet + "/rollouts", new JsonObject { ["firmware"] = _firmware, ["model"] = model, ["waves"] = JsonNode.Parse($"[{waves}]"), ["stopAtFailurePercent"] = 50 }, key);

    /// <summary>Who has been told when the first wave is assigned.</summary>
    private async Task<List<string>> ToldAsync(string rollout, int expected)
    {
        await UntilAsync(rollout, found => (int)found["assigned"]! == expected);
        var told = (await _manager.GetAsync($"{Fleet}/devices?rollout={rollout}")).Expect(200)["items"]!.AsArray().Select(device => (string)device!["deviceId"]!).ToList();
        foreach (var device in told) Assert.Contains(rollout, (await _devices[device].ReceivedAsync($"mainstay/feeders/{device}/firmware/desired")).Payload, StringComparison.Ordinal);
        return told;
    }

    private Task<JsonNode> UntilAsync(string rollout, Func<JsonNode, bool> isSo) => _manager.UntilAsync($"{Fleet}/rollouts/{rollout}", isSo);

    private Task ReportAsync(string device, string rollout, string state) => _devices[device].PublishAsync(
        $"mainstay/feeders/{device}/firmware/reported",
        new JsonObject { ["firmware"] = state == "succeeded" ? "1.2.0" : "1.1.0", ["release"] = state == "succeeded" ? 2 : 1, ["state"] = state, ["wished"] = 2, ["rolloutId"] = rollout }.ToJsonString());

    private async Task<string> UploadAsync()
    {
        var image = Encoding.UTF8.GetBytes("a folder of programs");
        var manifest = Signed(new JsonObject { ["model"] = Model, ["version"] = "1.2.0", ["release"] = 2, ["size"] = image.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(image)) });
        using var form = new MultipartFormDataContent { { new StringContent(manifest), "manifest" }, { new ByteArrayContent(image), "image", "image.tar.gz" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Fleet + "/firmware") { Content = form };
        return (string)(await _manager.SendAsync(request)).Expect(201)["firmwareId"]!;
    }

    /// <summary>A JWS as makers make it with whatever they have. Source: RFC 7515, 7.1.</summary>
    private static string Signed(JsonObject payload)
    {
        using var maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = Base64Url.EncodeToString("""{"alg":"ES256"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return signed + "." + Base64Url.EncodeToString(maker.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }
}
