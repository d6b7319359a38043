using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class DemoClockTests
{
    [Fact]
    public async Task The_clock_moves_forward_only_and_only_for_an_administrator()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password, "--clock", "2021-03-01T08:00:00+01:00");
        using var admin = await Api.SignInAsync(server, "admin");
        using var anna = await Api.SignInAsync(server, "anna");
        using var stranger = new Api(server);
        var july = new JsonObject { ["now"] = "2021-07-20T00:00:00+02:00" };

        Assert.Equal((401, "not-signed-in"), await MovedAsync(stranger, july));
        Assert.Equal((403, "not-allowed"), await MovedAsync(anna, july));
        Assert.Equal((200, null), await MovedAsync(admin, july));
        Assert.Equal((422, "clock-backwards"), await MovedAsync(admin, new JsonObject { ["now"] = "2021-07-19T00:00:00+02:00" }));
        Assert.Equal((400, "malformed"), await MovedAsync(admin, new JsonObject { ["now"] = "2021-08-01" }));
        Assert.Equal(200, (await anna.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task The_clock_goes_on_where_it_was_after_a_restart()
    {
        using var data = new TempFolder();
        string[] options = ["--demo", "--demo-password", Api.Password, "--clock", "2021-03-01T08:00:00+01:00"];
        await using (var first = await ServerProcess.StartAsync(data, options))
        {
            using var admin = await Api.SignInAsync(first, "admin");
            await MovedAsync(admin, new JsonObject { ["now"] = "2021-07-20T00:00:00+02:00" });
        }

        await using var second = await ServerProcess.StartAsync(data, options);

        using var again = await Api.SignInAsync(second, "admin");
        Assert.Equal((422, "clock-backwards"), await MovedAsync(again, new JsonObject { ["now"] = "2021-07-19T00:00:00+02:00" }));
    }

    private static async Task<(int Status, string? Problem)> MovedAsync(Api who, JsonObject to)
    {
        var answer = await who.PostAsync("/api/v1/demo/clock", to.DeepClone());
        return (answer.Status, answer.Problem);
    }
}
