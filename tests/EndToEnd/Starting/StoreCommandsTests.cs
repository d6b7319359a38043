using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class StoreCommandsTests
{
    [Fact]
    public async Task A_backup_made_while_the_server_runs_is_restored_and_served()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        var (backup, restored) = (Path.Combine(other, "backup"), Path.Combine(other, "restored"));
        await using (var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password))
        {
            Assert.Equal(0, await RunAsync("backup", backup, "--data", data));
            Assert.Equal(0, await RunAsync("verify", backup));
        }

        Assert.Equal(0, await RunAsync("restore", backup, "--data", restored));
        CopySecrets(data, restored);
        Assert.Equal(0, await RunAsync("verify", restored));

        await using var again = await ServerProcess.StartAsync(restored);
        using var anna = await Api.SignInAsync(again, "anna");
        var membership = await anna.GetAsync("/api/v1/cashback/town-cashback/membership");
        Assert.Equal(2, membership.Expect(200)["instruments"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_stream_is_shown_without_what_identifies_people_unless_asked_for()
    {
        using var data = new TempFolder();
        string accountId;
        await using (var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password))
        {
            using var anna = await Api.SignInAsync(server, "anna");
            accountId = (await anna.GetAsync("/api/v1/me")).Body!["accountId"]!.GetValue<string>();
        }

        var (_, hidden) = await ServerProcess.RunToolAsync("inspect", "account/" + accountId, "--data", data);
        var (_, revealed) = await ServerProcess.RunToolAsync("inspect", "account/" + accountId, "--data", data, "--reveal");

        Assert.Contains("account.opened.1", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", hidden, StringComparison.Ordinal);
        Assert.Contains("Anna Bianchi", revealed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_journal_is_refused()
    {
        using var folder = new TempFolder();

        var (code, transcript) = await ServerProcess.RunToolAsync("verify", folder);

        Assert.Contains("there is no journal in it", transcript, StringComparison.Ordinal);
        Assert.Equal(64, code);
    }

    private static async Task<int> RunAsync(params string[] commandLine) => (await ServerProcess.RunToolAsync(commandLine)).ExitCode;

    /// <summary>What an administrator keeps apart from the backup.</summary>
    private static void CopySecrets(string from, string to)
    {
        var target = Directory.CreateDirectory(Path.Combine(to, "secrets")).FullName;
        foreach (var secret in Directory.EnumerateFiles(Path.Combine(from, "secrets"))) File.Copy(secret, Path.Combine(target, Path.GetFileName(secret)));
    }
}
