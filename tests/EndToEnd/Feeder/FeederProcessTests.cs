using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeder;

/// <summary>The program of a feeder from outside: killed, stopped, and looked at.</summary>
public sealed class FeederProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Killed in the middle of each of four portions, it gives every portion once.</summary>
    [Fact]
    public async Task A_meal_survives_kill_9_and_no_portion_is_given_twice()
    {
        var feeder = await StartAsync();
        var (status, _) = await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 5, ["commandId"] = "c1" });
        Assert.Equal(202, status);
        for (var portion = 0; portion < 4; portion++)
        {
            var given = portion;
            await feeder.UntilAsync(state => Dropped(state) > given);
            await feeder.KillAsync();
            await feeder.DisposeAsync();
            feeder = await StartAsync();
            await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 5, ["commandId"] = "c1" }); // Sent again: the same one.
        }

        var state = await feeder.UntilAsync(state => (string?)state?["lastMeal"]?["state"] == "done");

        Assert.Equal(5, Dropped(state));
        var line = Assert.Single(await feeder.LedgerAsync());
        Assert.Equal(("command/local-c1", 5, 5), ((string?)line!["occurrenceId"], (int)line["portionsAsked"]!, (int)line["portionsGiven"]!));
        Assert.Equal(0, await feeder.StopAsync());
        await feeder.DisposeAsync();
    }

    [Fact]
    public async Task A_simulated_power_cut_without_a_clock_leaves_the_time_unknown_until_it_is_restored()
    {
        await using var feeder = await StartAsync("--speed", "60");
        await feeder.SendAsync(HttpMethod.Post, "/simulate", new JsonObject { ["fault"] = "clock-lost" });
        await feeder.UntilAsync(state => (string?)state?["clock"] == "unknown");

        await feeder.SendAsync(HttpMethod.Post, "/simulate", new JsonObject { ["fault"] = "clock-restored" });

        await feeder.UntilAsync(state => (string?)state?["clock"] == "synchronised");
    }

    /// <summary>192.0.2.1 is nobody's (RFC 5737), so not this machine's either.</summary>
    [Fact]
    public async Task Where_its_page_cannot_be_it_feeds_without()
    {
        await using var feeder = await FeederProcess.StartUnseenAsync(new Uri("http://192.0.2.1:8080"), Path.Combine(_folder.Path, "feeder"), "cannot be listened on");

        Assert.Equal(0, await feeder.StopAsync());
    }

    [Theory]
    [InlineData("{\"portions\": 0}", 422)]
    [InlineData("{\"portions\": 13}", 409)] // Without a plan, twelve a day.
    [InlineData("[]", 400)]
    public async Task What_cannot_be_fed_is_refused(string body, int status)
    {
        await using var feeder = await StartAsync();

        Assert.Equal(status, (await feeder.SendAsync(HttpMethod.Post, "/feed", JsonNode.Parse(body)!)).Status);
    }

    [Theory]
    [InlineData("en", "Feed now")]
    [InlineData("fr", "Nourrir maintenant")]
    [InlineData("it", "Dai da mangiare")]
    public async Task Its_pages_are_small_and_in_three_languages(string language, string words)
    {
        await using var feeder = await StartAsync();

        var pages = new List<string>();
        foreach (var path in (string[])["/", "/plan", "/meals", "/settings"]) pages.Add(await feeder.PageAsync(path, language));

        Assert.Contains(words, pages[0], StringComparison.Ordinal);
        Assert.All(pages, page => Assert.InRange(page.Length, 500, 20_000));
    }

    public void Dispose() => _folder.Dispose();

    private Task<FeederProcess> StartAsync(params string[] options) => FeederProcess.StartAsync(Path.Combine(_folder.Path, "feeder"), options);

    private static int? Dropped(JsonNode? state) => (int?)state?["simulated"]?["dropped"];
}
