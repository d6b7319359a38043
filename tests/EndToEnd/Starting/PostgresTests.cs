using System.Text.Json.Nodes;
using Mainstay.Drill.Postgres;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

/// <summary>The server as it is shipped, with its journal in a PostgreSQL server.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private const string Secret = "nine-herons-on-a-wall";
    private PostgresServer? _postgres;

    public async ValueTask InitializeAsync() => _postgres = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync()
    {
        _postgres?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_it_has_taken_is_there_after_a_kill_and_is_verified()
    {
        using var data = new TempFolder();
        await using (var killed = await StartAsync(data))
        {
            await OpenAccountAsync(killed, "carla");
            await killed.KillAsync();
        }

        await using (var server = await StartAsync(data))
        {
            using var carla = await Api.SignInAsync(server, "carla");
            Assert.Equal("carla", (await carla.GetAsync("/api/v1/me")).Body!["handle"]!.GetValue<string>());
            await server.StopAsync();
            Assert.DoesNotContain(server.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        }

        await AssertSoundAsync("verify", "--data", data);
        Assert.False(Directory.Exists(Path.Combine(data, "journal")));
        Assert.False(File.Exists(Path.Combine(data, "entities.db")));
    }

    [Fact]
    public async Task When_another_takes_the_journal_over_the_first_takes_nothing_more_and_ends()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        await using var first = await StartAsync(data);
        await OpenAccountAsync(first, "carla");
        CopyOf(data, other);

        await using var second = await StartAsync(other);
        using var stranger = new Api(first);
        var refused = await stranger.PostAsync("/api/v1/accounts", Account("dora"), "dora");
        var (exitCode, transcript) = await first.EndsByItselfAsync();

        Assert.Equal((503, "outcome-unknown"), (refused.Status, refused.Problem));
        Assert.True(exitCode == 77, transcript);
        Assert.Contains($"was taken over by process {second.ProcessId} on ", transcript, StringComparison.Ordinal);
        await OpenAccountAsync(second, "dora"); // Nobody has that name: nothing of the first's was written.
        await second.StopAsync();
    }

    [Fact]
    public async Task A_database_that_does_not_let_it_in_is_named_without_what_is_secret()
    {
        using var data = new TempFolder();

        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", "http://127.0.0.1:0", "--Store:Kind=postgres", $"--Store:ConnectionString={_postgres!.ConnectionString};Username=nobody;Password={Secret}");

        Assert.Equal(78, code);
        Assert.Contains("The setting Store:ConnectionString wants", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
    }

    /// <summary>The way of the guide: the database comes back by its own tools, the keys from the backup of the data folder.</summary>
    [Fact]
    public async Task A_backup_holds_what_is_in_the_folder_and_says_who_has_the_journal()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        var (backup, restored) = (Path.Combine(other, "backup"), Path.Combine(other, "restored"));
        await using (var server = await StartAsync(data))
        {
            await OpenAccountAsync(server, "carla");
            var (code, said) = await RunToolAsync("backup", backup, "--data", data);
            Assert.True(code == 0, said);
            Assert.Contains("The journal is in PostgreSQL and no part of this", said, StringComparison.Ordinal);
            await server.StopAsync();
        }

        var (refused, how) = await RunToolAsync("restore", backup, "--data", restored);
        Assert.Equal(64, refused);
        Assert.Contains("mainstay verify --write-head", how, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(restored, "postgres"));
        File.Copy(Path.Combine(backup, "keys", "keys.db"), Path.Combine(restored, "keys.db"));
        CopyOf(Path.Combine(data, "secrets"), Path.Combine(restored, "secrets"));
        await AssertSoundAsync("verify", "--write-head", "--data", restored);

        await using var again = await StartAsync(restored);
        using var carla = await Api.SignInAsync(again, "carla");
        Assert.Equal("carla", (await carla.GetAsync("/api/v1/me")).Body!["displayName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_house_begun_in_the_database_is_not_begun_anew_in_files()
    {
        using var data = new TempFolder();
        await using (var server = await StartAsync(data)) await server.StopAsync();

        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", "http://127.0.0.1:0");

        Assert.Equal(78, code);
        Assert.Contains("The setting Store:Kind wants postgres", transcript, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartAsync(string data) => ServerProcess.StartAsync(data, Environment());

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["Store__Kind"] = "postgres",
        ["Store__ConnectionString"] = $"{_postgres!.ConnectionString};Password={Secret}",
    };

    private Task<(int ExitCode, string Transcript)> RunToolAsync(params string[] tool) =>
        ServerProcess.RunToolAsync([.. tool, "--Store:Kind=postgres", $"--Store:ConnectionString={_postgres!.ConnectionString}"]);

    private async Task AssertSoundAsync(params string[] verify)
    {
        var (code, said) = await RunToolAsync(verify);
        Assert.True(code == 0, said);
        Assert.Contains("Everything is sound.", said, StringComparison.Ordinal);
    }

    private static async Task OpenAccountAsync(ServerProcess server, string handle)
    {
        using var stranger = new Api(server);
        var made = await stranger.PostAsync("/api/v1/accounts", Account(handle), handle);
        Assert.True(made.Status == 201, made.Text);
    }

    private static JsonObject Account(string handle) => new() { ["handle"] = handle, ["displayName"] = handle, ["password"] = Api.Password };

    /// <summary>What an administrator brings to the second machine: keys, secrets, the recorded head.</summary>
    private static void CopyOf(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
