using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Maintenance;

/// <summary>An administrator's path: back up the running server, restore elsewhere, verify both, go on there.</summary>
public sealed class StoreCommandTests
{
    [Fact]
    public async Task A_running_server_is_backed_up_and_goes_on_elsewhere()
    {
        using var data = new TempFolder();
        using var elsewhere = new TempFolder();
        var (backup, restored) = (Path.Combine(elsewhere, "backup"), Path.Combine(elsewhere, "restored"));
        await using (var server = await ServerProcess.StartAsync(data))
        {
            using var stranger = new Api(server);
            await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = "carla", ["displayName"] = "Carla", ["password"] = Api.Password }, "carla");
            await RunAsync(0, "Move ", "backup", backup, "--data", data);
            await RunAsync(0, "Everything is sound", "verify", "--data", data);
        }

        await RunAsync(0, "Everything is sound", "verify", backup, "--master-key", Path.Combine(data, "secrets/master.key"));
        await RunAsync(0, "Restored", "restore", backup, "--data", restored);
        await RunAsync(64, "is not empty", "restore", backup, "--data", restored);
        CopySecrets(data, restored);
        await RunAsync(0, "Everything is sound", "verify", "--data", restored);
        await using var again = await ServerProcess.StartAsync(restored);
        using var carla = await Api.SignInAsync(again, "carla");
        Assert.Equal("Carla", (await carla.GetAsync("/api/v1/me")).Body!["displayName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_damaged_store_is_said_by_verify_and_refuses_to_serve_with_an_exit_code_that_nobody_restarts()
    {
        using var data = new TempFolder();
        await using (var server = await ServerProcess.StartAsync(data))
        {
            using var stranger = new Api(server);
            await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = "carla", ["displayName"] = "Carla", ["password"] = Api.Password }, "carla");
        }

        File.Delete(Path.Combine(data, "journal", "head"));

        await RunAsync(65, "verify DIR --write-head", "--data", data, "--urls", "http://127.0.0.1:0");
        await RunAsync(65, "Something is damaged", "verify", "--data", data);
        await RunAsync(0, "Written anew", "verify", data, "--write-head");
        await using var again = await ServerProcess.StartAsync(data);
    }

    [Fact]
    public async Task A_stream_is_shown_without_what_is_sealed()
    {
        using var town = new TempFolder();
        string accountId;
        await using (var server = await ServerProcess.StartAsync(town))
        {
            using var stranger = new Api(server);
            var made = await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = "carla", ["displayName"] = "Carla Sealed", ["password"] = Api.Password }, "carla");
            accountId = made.Body!["accountId"]!.GetValue<string>();
        }

        var hidden = await RunAsync(0, "account.", "inspect", $"account/{accountId}", "--data", town);
        Assert.DoesNotContain("Carla Sealed", hidden, StringComparison.Ordinal);
        Assert.Contains("Carla Sealed", await RunAsync(0, "account.", "inspect", $"account/{accountId}", "--data", town, "--reveal"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int exitCode, string says, params string[] arguments)
    {
        var (code, transcript) = await ServerProcess.RunAsync(arguments);

        Assert.True(code == exitCode, $"{string.Join(' ', arguments)}: {code}\n{transcript}");
        Assert.Contains(says, transcript, StringComparison.Ordinal);
        return transcript;
    }

    private static void CopySecrets(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "secrets"));
        foreach (var path in Directory.GetFiles(Path.Combine(from, "secrets"))) File.Copy(path, Path.Combine(to, "secrets", Path.GetFileName(path)), overwrite: true);
    }
}
