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
}
