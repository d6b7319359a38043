using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>An acquirer without a browser on the real server: key and list from the server, the filter on its own side, the file moved into the watched folder, the results beside it.</summary>
public sealed class WatchedFolderTests : IDisposable
{
    private const string Name = "CSTAR.36081.TRNLOG.20201220.100000.001.csv";

    private readonly TempFolder _data = new();
    private readonly TempFolder _acquirer = new();
    private readonly TempFolder _watched = new();

    public void Dispose()
    {
        _data.Dispose();
        _acquirer.Dispose();
        _watched.Dispose();
    }

    private string Inbox => Path.Combine(_watched, "state-cashback-2020");

    private string At(string name) => Path.Combine(_acquirer, name);

    [Fact]
    public async Task A_filtered_file_that_is_moved_in_counts_and_no_card_number_reaches_the_server()
    {
        await using var server = await StartAsync();
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await GetKeyAndListAsync(programme);
        await File.WriteAllTextAsync(
            At(Name), string.Join('\n', Programme.Rows(Programme.Card, "a", 10), Programme.Rows("6011111111111117", "stranger", 3), Programme.Row("4111 1111 1111 1111", "spaced")));
        var (code, transcript) = await FilterAsync();
        Assert.True(code == 0, transcript);
        Assert.Contains("14 rows read, 11 to send, 3 of cards that do not take part, 0 cannot be used.", transcript, StringComparison.Ordinal);

        using var arrival = new Arrival(Path.Combine(Inbox, "done"), Name + ".result.json");
        MoveIn(At("filtered"));
        var figures = JsonNode.Parse(await arrival.ContentAsync())!;

        Assert.Equal((11, 11, "done"), (figures["rows"]!.GetValue<int>(), figures["counted"]!.GetValue<int>(), figures["state"]!.GetValue<string>()));
        Assert.Equal(figures.ToJsonString(), (await programme.FileAsync(figures["fileId"]!.GetValue<string>())).ToJsonString());
        await server.StopAsync();
        foreach (var folder in (string[])[_data, _watched]) AssertNowhere(Programme.Card, folder);
        Assert.DoesNotContain("4111", transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_changed_on_its_way_is_refused_with_the_reason()
    {
        await using var server = await StartAsync();
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await GetKeyAndListAsync(programme);
        await File.WriteAllTextAsync(At(Name), Programme.Rows(Programme.Card, "a", 10));
        Assert.Equal(0, (await FilterAsync()).Code);
        var changed = (await File.ReadAllTextAsync(At("filtered"))).Replace(";10000;", ";99999;", StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("changed"), changed);

        var sent = await programme.SendFileAsync(changed, Name);
        Assert.Equal((422, "checksum-mismatch"), (sent.Status, sent.Problem));
        Assert.Equal("rows[10]", sent.Body!["errors"]![0]!["field"]!.GetValue<string>());
        using var arrival = new Arrival(Path.Combine(Inbox, "refused"), Name + ".reason.json");
        MoveIn(At("changed"));
        Assert.Equal("checksum-mismatch", JsonNode.Parse(await arrival.ContentAsync())!["code"]!.GetValue<string>());
        await server.StopAsync();
    }

    [Fact]
    public async Task Killed_while_a_file_is_on_its_way_it_goes_on_and_counts_each_row_once()
    {
        const int Count = 40_000;
        using var arrival = new Arrival(Path.Combine(Inbox, "done"), Name + ".result.json");
        var server = await StartAsync();
        using (var programme = new Programme(server))
        {
            await JoinAsync(programme);
            await File.WriteAllTextAsync(At(Name), Programme.Rows(Programme.Card, "a", Count, 100));
            MoveIn(At(Name));
            await server.Log.LineAsync(line => line.Contains("from the watched folder", StringComparison.Ordinal)).WaitAsync(TimeSpan.FromSeconds(60));
            await server.KillAsync();
        }

        await using var again = await StartAsync();
        using var later = new Programme(again);
        var figures = JsonNode.Parse(await arrival.ContentAsync())!;
        Assert.Equal((Count, 0), (figures["counted"]!.GetValue<int>(), figures["duplicates"]!.GetValue<int>()));
        var membership = await (await later.AsAsync("anna")).GetAsync($"{Programme.Path}/membership");
        Assert.Equal(Count, membership.Body!["periods"]![0]!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_list_of_enrolled_cards_is_for_managers()
    {
        await using var server = await StartAsync();
        using var programme = new Programme(server);
        Assert.Equal(403, (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/enrolled")).Status);
        Assert.Equal(404, (await (await programme.AsAsync("manager")).GetAsync("/api/v1/cashback/none/enrolled")).Status);
        Assert.Matches("^#enrolled:state-cashback-2020;2020-12-09T00:00:00\\+01:00\n#end:0\n$", (await (await programme.AsAsync("manager")).GetAsync($"{Programme.Path}/enrolled")).Text);
    }

    [Fact]
    public async Task A_watched_folder_that_cannot_be_used_is_named()
    {
        var file = At("file");
        await File.WriteAllTextAsync(file, "");
        var (code, transcript) = await ServerProcess.RunToEndAsync(_data, "--urls", "http://127.0.0.1:0", $"--Cashback:WatchedFolder={file}");
        Assert.True(code == 78, transcript);
        Assert.Contains("Cashback:WatchedFolder wants a folder that this server can write to", transcript, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartAsync() => Programme.StartAsync(_data, $"--Cashback:WatchedFolder={_watched}");

    private static async Task JoinAsync(Programme programme)
    {
        Assert.Equal(200, (await programme.JoinAsync("anna", "RSSMRA85T10A562S")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("anna", Programme.Card, "card")).Status);
        await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
    }

    private async Task GetKeyAndListAsync(Programme programme)
    {
        var (code, transcript) = await ServerProcess.RunToolAsync("acquirer-key", At("key"), "--data", _data);
        Assert.True(code == 0, transcript);
        var list = await (await programme.AsAsync("manager")).GetAsync($"{Programme.Path}/enrolled");
        Assert.Equal(200, list.Status);
        await File.WriteAllTextAsync(At("list"), list.Text);
    }

    private async Task<(int Code, string Transcript)> FilterAsync() =>
        await ServerProcess.RunToolAsync("acquirer-filter", "--in", At(Name), "--out", At("filtered"), "--key-file", At("key"), "--enrolled", At("list"));

    /// <summary>Written some time ago, as far as the server can see.</summary>
    private void MoveIn(string path)
    {
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddYears(50));
        File.Move(path, Path.Combine(Inbox, Name));
    }

    private static void AssertNowhere(string secret, string folder)
    {
        var wanted = System.Text.Encoding.UTF8.GetBytes(secret);
        Assert.All(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), path => Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf(wanted)));
    }

    /// <summary>A file that is going to appear under its name. The system says when; nobody looks again and again.</summary>
    private sealed class Arrival : IDisposable
    {
        private readonly string _path;
        private readonly FileSystemWatcher _watcher;
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Arrival(string folder, string name)
        {
            _path = Path.Combine(folder, name);
            Directory.CreateDirectory(folder);
            _watcher = new FileSystemWatcher(folder, name);
            _watcher.Renamed += (_, _) => _arrived.TrySetResult();
            _watcher.Created += (_, _) => _arrived.TrySetResult();
            _watcher.EnableRaisingEvents = true;
        }

        public async Task<string> ContentAsync()
        {
            if (!File.Exists(_path)) await _arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return await File.ReadAllTextAsync(_path);
        }

        public void Dispose() => _watcher.Dispose();
    }
}
