using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class DemoTownTests(Town town) : IClassFixture<Town>
{
    [Theory]
    [InlineData("admin", "administrator")]
    [InlineData("manager", "manager")]
    [InlineData("anna", "member")]
    [InlineData("bruno", "member")]
    public async Task The_town_has_the_people_that_the_contract_names(string handle, string role)
    {
        using var person = await Api.SignInAsync(town.Server, handle);

        var me = await person.GetAsync("/api/v1/me");

        Assert.Contains(role, me.Body!["roles"]!.AsArray().Select(one => one!.GetValue<string>()));
    }

    [Fact]
    public async Task Without_a_password_it_makes_one_up_and_prints_it_at_each_start()
    {
        using var data = new TempFolder();
        string password;
        await using (var server = await ServerProcess.StartAsync(data, "--demo"))
        {
            password = server.Said.Lines.Single(line => line.Contains("password is ", StringComparison.Ordinal)).Split("password is ")[1];
            using var stranger = new Api(server);
            Assert.Equal(201, (await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = "bruno", ["password"] = password })).Status);
            await server.StopAsync();
        }

        await using var again = await ServerProcess.StartAsync(data, "--demo");
        Assert.Equal(password, again.Said.Lines.Single(line => line.Contains("password was ", StringComparison.Ordinal)).Split("password was ")[1]);
    }

    /// <summary>Whoever is quick sees that it is being built, and is not told that the server is ready before anybody can sign in.</summary>
    [Fact]
    public async Task While_it_is_being_built_the_first_page_says_so_and_the_server_is_not_ready()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartListeningAsync(data, "--demo", "--demo-password", Api.Password);
        using var client = server.Client();
        for (var looks = 0; ; looks++)
        {
            var page = await client.GetStringAsync("/");
            if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
            {
                Assert.True(looks > 0, "It was ready at once.");
                break;
            }

            Assert.Contains("The demo town is being built", page, StringComparison.Ordinal);
            Assert.DoesNotContain("/setup", page, StringComparison.Ordinal);
        }

        using var admin = await Api.SignInAsync(server, "admin");
        Assert.DoesNotContain("The demo town is being built", await client.GetStringAsync("/"), StringComparison.Ordinal);
        await server.Said.LineAsync(line => line.StartsWith("Ready.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_stopped_while_it_builds_stops_cleanly_and_the_next_goes_on()
    {
        using var data = new TempFolder();
        await using (var cutShort = await ServerProcess.StartListeningAsync(data, "--demo", "--demo-password", Api.Password))
        {
            using var client = cutShort.Client();
            Assert.False((await client.GetAsync("/health/ready")).IsSuccessStatusCode);
            await cutShort.StopAsync();
            Assert.DoesNotContain(cutShort.Said.Lines, line => line.StartsWith("Ready.", StringComparison.Ordinal));
        }

        await using var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password);
        using var anna = await Api.SignInAsync(server, "anna");
        Assert.Equal(200, (await anna.GetAsync("/api/v1/cashback/town-cashback/membership")).Status);
    }

    [Fact]
    public async Task The_town_is_alive_its_purchases_are_counted()
    {
        using var anna = await Api.SignInAsync(town.Server, "anna");

        var membership = await anna.GetAsync("/api/v1/cashback/town-cashback/membership");

        var running = membership.Body!["periods"]!.AsArray().Single(period => period!["state"]!.GetValue<string>() == "open")!;
        Assert.True(running["count"]!.GetValue<int>() > 0);
        Assert.True(running["rewardMinor"]!.GetValue<long>() > 0);
        Assert.Equal(2, membership.Body["instruments"]!.AsArray().Count);
    }

    /// <summary>It has three weeks of meals behind it, and whoever has just come sees it eat: at the next full minute, by its plan.</summary>
    [Fact]
    public async Task The_towns_feeder_has_eaten_and_eats()
    {
        using var anna = await Api.SignInAsync(town.Server, "anna");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var feeder = (await anna.GetAsync("/api/v1/feeders")).Body!["items"]!.AsArray().Single()!;
            var last = feeder["lastMeal"]!;
            if (last["occurrenceId"]!.GetValue<string>().StartsWith("taste-", StringComparison.Ordinal))
            {
                Assert.Equal(("done", 1, "online"), (last["state"]!.GetValue<string>(), last["portionsGiven"]!.GetValue<int>(), feeder["connection"]!["state"]!.GetValue<string>()));
                Assert.True((await anna.GetAsync($"/api/v1/feeders/{feeder["feederId"]}/occurrences?from=2000-01-01&to=2100-01-01")).Body!["items"]!.AsArray().Count > 10);
                return;
            }

            await beat.WaitForNextTickAsync(patience.Token);
        }
    }

    [Fact]
    public async Task The_states_programme_stands_beside_the_towns_own()
    {
        using var stranger = new Api(town.Server);

        var programmes = await stranger.GetAsync("/api/v1/cashback/programmes");

        Assert.Equal(
            ["state-cashback-2020", "town-cashback"],
            programmes.Body!["items"]!.AsArray().Select(programme => programme!["programme"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }
}
