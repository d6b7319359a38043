using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

public sealed class DamagedStoreTests
{
    [Fact]
    public async Task It_refuses_to_serve_with_an_exit_code_that_nobody_restarts_until_an_administrator_has_mended_it()
    {
        using var data = new TempFolder();
        await using (var server = await ServerProcess.StartAsync(data))
        {
            using var stranger = new Api(server);
            await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = "carla", ["displayName"] = "Carla", ["password"] = Api.Password }, "carla");
        }

        File.Delete(Path.Combine(data, "journal", "head"));

        await AssertEndsAsync(65, "verify DIR --write-head", "--data", data, "--urls", "http://127.0.0.1:0");
        await AssertEndsAsync(65, "Something is damaged", "verify", "--data", data);
        await AssertEndsAsync(0, "Written anew", "verify", data, "--write-head");
        await using var again = await ServerProcess.StartAsync(data);
        using var carla = await Api.SignInAsync(again, "carla");
        Assert.Equal(200, (await carla.GetAsync("/api/v1/me")).Status);
    }

    private static async Task AssertEndsAsync(int exitCode, string says, params string[] commandLine)
    {
        var (code, transcript) = await ServerProcess.RunToolAsync(commandLine);

        Assert.True(code == exitCode, $"{string.Join(' ', commandLine)}: {code}\n{transcript}");
        Assert.Contains(says, transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
    }
}
