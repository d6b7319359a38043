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
    public async Task Without_a_password_it_makes_one_up_and_prints_it()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--demo");

        var said = server.Said.Lines.Single(line => line.Contains("password is ", StringComparison.Ordinal));

        using var stranger = new Api(server);
        var session = await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = "bruno", ["password"] = said.Split("password is ")[1] });
        Assert.Equal(201, session.Status);
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
