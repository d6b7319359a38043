using System.Text.Json.Nodes;
using Mainstay.Cashback;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Watched;
using Mainstay.Entities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Files that are moved into a folder.</summary>
public sealed class WatchedFolderTests : IAsyncLifetime
{
    private const string Name = "CSTAR.36081.TRNLOG.20201220.100000.001.csv";

    private readonly TempFolder _watched = new();
    private House _house = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.OpenAsync();
        await _house.JoinAsync("anna");
        Assert.Null((await _house.AddCardAsync("anna", Given.Card)).Refusal);
        _house.MoveTo("2020-12-20T10:00:00+01:00");
        new Inbox(Folder).Prepare();
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        _watched.Dispose();
    }

    private string Folder => Path.Combine(_watched.Path, House.State.Id);

    private string In(params string[] parts) => Path.Combine([Folder, .. parts]);

    private WatchedFolderWorker Worker() => new(
        new WatchedFolder(_watched.Path), _house.Get<ProgrammeCatalogue>(), _house.Get<FileDesk>(), _house.Host, _house.Get<FilesView>(), _house.Get<FileResults>(), TimeProvider.System,
        NullLogger<WatchedFolderWorker>.Instance);

    /// <summary>Written elsewhere a while ago, and moved in.</summary>
    private void MoveIn(string rows, string name = Name)
    {
        var elsewhere = Path.Combine(_watched.Path, "elsewhere");
        File.WriteAllText(elsewhere, rows);
        File.SetLastWriteTimeUtc(elsewhere, DateTime.UnixEpoch.AddYears(40));
        File.Move(elsewhere, In(name));
    }

    /// <summary>Looks until nothing is under way.</summary>
    private async Task LookAsync(WatchedFolderWorker worker)
    {
        while (await worker.LookAsync(TestContext.Current.CancellationToken)) await _house.Host.WaitForMailAsync(TestContext.Current.CancellationToken);
    }

    private string[] Names(params string[] folder) => [.. Directory.EnumerateFiles(In(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_file_is_taken_in_as_an_upload_would_be_and_its_results_lie_beside_it()
    {
        MoveIn($"{House.Rows(Given.Card, "a", 10)}\nhello\n{House.Row(Given.OtherCard, "x")}\n{House.Row(Given.Card, "late", at: "10/12/2020")}\n");
        await LookAsync(Worker());

        Assert.Empty(Names());
        Assert.Equal([Name, Name + ".result.csv", Name + ".result.json"], Names("done"));
        var figures = JsonNode.Parse(await File.ReadAllTextAsync(In("done", Name + ".result.json")))!;
        Assert.Equal((13, 10, 1, 2, "done"), (
            figures["rows"]!.GetValue<int>(), figures["counted"]!.GetValue<int>(), figures["notOurs"]!.GetValue<int>(), figures["rejectedCount"]!.GetValue<int>(), figures["state"]!.GetValue<string>()));
        Assert.Equal("row;column;reason;transactionId\n11;2;format;\n13;5;format;late\n", await File.ReadAllTextAsync(In("done", Name + ".result.csv")));
        Assert.Equal(10, _house.Read("anna").Periods[0].Count);
        Assert.Equal(figures["fileId"]!.GetValue<string>(), (await _house.SendFileAsync(await File.ReadAllTextAsync(In("done", Name)))).FileId);
    }

    [Fact]
    public async Task A_process_that_died_after_taking_does_the_same_again()
    {
        var rows = House.Rows(Given.Card, "a", 10);
        var before = await _house.SendFileAsync(rows);
        MoveIn(rows);
        await LookAsync(Worker());
        Assert.Equal([Name, Name + ".result.csv", Name + ".result.json"], Names("done"));
        Assert.Contains(before.FileId!, await File.ReadAllTextAsync(In("done", Name + ".result.json")), StringComparison.Ordinal);
        Assert.Equal(10, _house.Read("anna").Periods[0].Count);
    }

    [Fact]
    public async Task A_process_that_died_between_results_and_move_does_the_same_again()
    {
        var rows = House.Rows(Given.Card, "a", 10);
        MoveIn(rows);
        await LookAsync(Worker());
        var results = await File.ReadAllTextAsync(In("done", Name + ".result.json"));
        await File.WriteAllTextAsync(In("done", $".{Name}.result.csv.part"), "half");
        File.Move(In("done", Name), In(Name));
        await LookAsync(Worker());
        Assert.Equal(results, await File.ReadAllTextAsync(In("done", Name + ".result.json")));
        Assert.Equal([Name, Name + ".result.csv", Name + ".result.json"], Names("done"));
    }

    [Fact]
    public async Task The_same_file_again_is_the_same_file()
    {
        for (var i = 0; i < 2; i++)
        {
            MoveIn(House.Rows(Given.Card, "a", 10));
            await LookAsync(Worker());
        }

        Assert.Equal([Name, Name + ".result.csv", Name + ".result.json"], Names("done"));
        Assert.Equal(10, _house.Read("anna").Periods[0].Count);
    }

    [Fact]
    public async Task A_refused_file_lies_apart_with_the_reason_and_an_earlier_one_stays()
    {
        MoveIn(House.Row(Given.Card, "a").Replace("36081", "99999", StringComparison.Ordinal));
        await LookAsync(Worker());
        MoveIn($"#sha256sum:{new string('0', 64)}\n{House.Row(Given.Card, "a")}\n#sha256sum:{new string('0', 64)}\n");
        await LookAsync(Worker());

        Assert.Empty(Names());
        Assert.Equal([Name, Name + ".2", Name + ".2.reason.json", Name + ".reason.json"], Names("refused"));
        var first = JsonNode.Parse(await File.ReadAllTextAsync(In("refused", Name + ".reason.json")))!;
        Assert.Equal(("sender-mismatch", 1), (first["code"]!.GetValue<string>(), first["row"]!.GetValue<int>()));
        Assert.Contains("checksum-mismatch", await File.ReadAllTextAsync(In("refused", Name + ".2.reason.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bytes_under_a_name_that_was_used_are_refused()
    {
        MoveIn(House.Row(Given.Card, "a"));
        await LookAsync(Worker());
        MoveIn(House.Row(Given.Card, "b"));
        await LookAsync(Worker());
        Assert.Contains("file-name-taken", await File.ReadAllTextAsync(In("refused", Name + ".reason.json")), StringComparison.Ordinal);
        Assert.Contains("done", await File.ReadAllTextAsync(In("done", Name + ".result.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_folders_temporary_names_and_empty_files_stay_where_they_are()
    {
        var row = House.Row(Given.Card, "a");
        var elsewhere = Path.Combine(_watched.Path, Name);
        await File.WriteAllTextAsync(elsewhere, row);
        File.CreateSymbolicLink(In(Name), elsewhere);
        Directory.CreateDirectory(In(Name.Replace("001", "002", StringComparison.Ordinal)));
        string[] names = [$".{Name}", Name + ".part", Name + ".tmp", Name + "~", "cstar.36081.TRNLOG.20201220.100000.003.csv", "readme.txt"];
        foreach (var name in names) MoveIn(row, name);
        MoveIn("", Name.Replace("001", "004", StringComparison.Ordinal));

        Assert.False(await Worker().LookAsync(TestContext.Current.CancellationToken));
        Assert.Equal(names.Length + 2, Names().Length);
        Assert.Empty(Names("done"));
        Assert.Empty(Names("refused"));
    }

    [Fact]
    public async Task A_file_that_was_written_a_moment_ago_waits()
    {
        await File.WriteAllTextAsync(In(Name), House.Row(Given.Card, "a"));
        File.SetLastWriteTimeUtc(In(Name), TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.True(await Worker().LookAsync(TestContext.Current.CancellationToken));
        Assert.Equal([Name], Names());
        Assert.False(_house.Host.Read(FileName.Type, FileName.StreamOf(House.State.Id, NameOf())).FileId is not null);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_not_taken()
    {
        MoveIn(House.Row(Given.Card, "a"));
        var file = Assert.Single(new Inbox(Folder).Look());
        await using var stream = Inbox.Open(file);
        var buffer = new byte[10_000];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, (int)file.Bytes), TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(In(Name), "\n", TestContext.Current.CancellationToken);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 1), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(buffer.AsMemory(0, 1), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_file_whose_waiting_rows_were_lost_is_taken_again_by_itself()
    {
        var rows = House.Rows(Given.Card, "a", 10);
        await _house.CloseAsync();
        await _house.OpenAgainAsync(workers: false);
        var taken = await _house.SendFileAsync(rows);
        await _house.CloseAsync();
        File.Delete(Path.Combine(_house.Path, "files", taken.FileId + ".rows"));
        await _house.OpenAgainAsync();
        Assert.NotNull(await _house.Host.WaitUntilAsync(AcquirerFile.Type, taken.FileId!, file => file.IsLost, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        MoveIn(rows);
        await LookAsync(Worker());
        Assert.Equal(10, _house.Read("anna").Periods[0].Count);
        Assert.Equal(3, Names("done").Length);
    }

    [Fact]
    public async Task Results_may_be_read_by_whoever_may_read_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        MoveIn(House.Row(Given.Card, "a"));
        File.SetUnixFileMode(In(Name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await LookAsync(Worker());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(In("done", Name + ".result.json")));
    }

    private static AcquirerFileName NameOf()
    {
        Assert.True(AcquirerFileName.TryParse(Name, out var name));
        return name;
    }
}
