using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A feeder from the maker's table to its owner's page, over the API and MQTT as they are documented.</summary>
public sealed class MealTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_claimed_feeder_gets_its_schedule_and_its_meal_comes_to_its_owners_page()
    {
        await using var server = await ServerProcess.StartAsync(_folder, "--demo", "--demo-password", Api.Password);
        using var manager = await Api.SignInAsync(server, "manager");
        using var anna = await Api.SignInAsync(server, "anna");
        var made = await manager.PostAsync("/api/v1/feeders/fleet/devices", new JsonObject { ["model"] = "F1", ["count"] = 1 }, "made");
        Assert.Equal(201, made.Status);
        var row = made.Text.Split("\r\n")[1].Split(',');
        var claimed = await anna.PostAsync("/api/v1/feeders/claims", new JsonObject { ["code"] = row[1] }, "claimed");
        Assert.Equal(201, claimed.Status);
        var feeder = "/api/v1/feeders/" + claimed.Body!["feederId"]!.GetValue<string>();
        await using var device = await Connected.ConnectAsync(server, row[0], row[2]);

        await WishAsync(anna, feeder);
        var plan = JsonNode.Parse((await device.ReceivedAsync($"mainstay/feeders/{row[0]}/plan/desired")).Payload)!;
        Assert.Equal((1, "07:00"), (plan["version"]!.GetValue<long>(), plan["meals"]![0]!["time"]!.GetValue<string>()));

        const string meal = """{"occurrenceId":"am/2026-03-02","revision":1,"due":"2026-03-02T06:00:00Z","state":"done","portionsAsked":2,"portionsGiven":2,"grams":21.5,"source":"schedule","clockKnown":true,"planVersion":1}""";
        for (var i = 0; i < 2; i++) await device.PublishAsync($"mainstay/feeders/{row[0]}/event", meal);
        var ack = JsonNode.Parse((await device.ReceivedAsync($"mainstay/feeders/{row[0]}/event/ack")).Payload)!;
        Assert.Equal(("am/2026-03-02", 1), (ack["occurrenceId"]!.GetValue<string>(), ack["revision"]!.GetValue<int>()));

        var occurrences = (await anna.GetAsync(feeder + "/occurrences?from=2026-03-01&to=2026-03-03")).Body!["items"]!.AsArray();
        Assert.Equal(("done", 21.5), (Assert.Single(occurrences)!["state"]!.GetValue<string>(), occurrences[0]!["grams"]!.GetValue<double>()));
        foreach (var bound in (string[])["2026-02-30", "2026-03-01T25:00:00Z", "yesterday"]) Assert.Equal(400, (await anna.GetAsync($"{feeder}/occurrences?from={bound}")).Status);
        foreach (var all in (string[])["from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-14:00", "from=0001-01-01&to=9999-12-31"]) Assert.Single((await anna.GetAsync($"{feeder}/occurrences?{all}")).Expect(200)["items"]!.AsArray());
        Assert.Equal("online", (await anna.GetAsync(feeder)).Body!["connection"]!["state"]!.GetValue<string>());

        var export = (await anna.GetAsync("/api/v1/me/export")).Expect(200)["feeders"]!["feeders"]!.AsArray().Single(one => (string?)one!["deviceId"] == row[0])!;
        Assert.Equal(("07:00", "am/2026-03-02"), ((string?)export["schedule"]!["meals"]![0]!["time"], (string?)export["meals"]![0]!["occurrenceId"]));

        // The same key has the same answer, however many have followed it.
        var first = await FeedAsync(anna, feeder, "feed-0");
        await device.ReceivedAsync($"mainstay/feeders/{row[0]}/command");
        var again = await FeedAsync(anna, feeder, "feed-0");
        Assert.Equal((202, first.Text, true), (again.Status, again.Text, again.IsReplayed));
        using var bruno = await Api.SignInAsync(server, "bruno");
        Assert.Equal(404, (await bruno.GetAsync(feeder)).Status);
    }

    private static Task<Answer> FeedAsync(Api anna, string feeder, string key) => anna.PostAsync(feeder + "/feed", new JsonObject { ["portions"] = 1 }, key);

    private static async Task WishAsync(Api anna, string feeder)
    {
        var schedule = JsonNode.Parse("""{"zone":"Europe/Rome","missedPolicy":"skip","graceMinutes":60,"dailyMaximumPortions":8,"meals":[{"mealId":"am","time":"07:00","days":["mon","tue","wed","thu","fri","sat","sun"],"portions":2,"pet":"Milo","enabled":true}],"pauses":[],"skips":[]}""")!;
        using var request = new HttpRequestMessage(HttpMethod.Put, feeder + "/schedule") { Content = new StringContent(schedule.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        Assert.Equal(200, (await anna.SendAsync(request)).Status);
        using var stale = new HttpRequestMessage(HttpMethod.Put, feeder + "/schedule") { Content = new StringContent(schedule.ToJsonString(), Encoding.UTF8, "application/json") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        Assert.Equal(412, (await anna.SendAsync(stale)).Status);
    }
}
