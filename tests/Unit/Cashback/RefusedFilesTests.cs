using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Watched;
using Mainstay.Tests.Unit.Architecture;
using Mainstay.Web;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What managers see of the files that the watched folder refused.</summary>
public sealed partial class RefusedFilesTests : IAsyncLifetime
{
    private const string Name = "CSTAR.36081.TRNLOG.20201220.100000.001.csv";

    private readonly TempFolder _watched = new();
    private House _house = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.OpenAsync(workers: false);
        _house.MoveTo("2020-12-20T10:00:00+01:00");
        new Inbox(Path.Combine(_watched.Path, House.State.Id)).Prepare();
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        _watched.Dispose();
    }

    private RefusedFiles Files => new(new WatchedFolder(_watched.Path), _house.Host, _house.Get<FilesView>(), _house.Clock);

    private string At(string file) => Path.Combine(_watched.Path, House.State.Id, Inbox.RefusedName, file);

    private void Write(string name = Name, string code = "checksum-mismatch", int? row = null, string at = "2020-12-20T09:00:00+01:00", string? file = null) =>
        File.WriteAllText(At((file ?? name) + Inbox.ReasonSuffix), new JsonObject { ["name"] = name, ["code"] = code, ["row"] = row, ["reason"] = "<b>ours?</b>", ["at"] = at }.ToJsonString());

    [Theory]
    [InlineData("en", "Row 17 comes from another sender than the name says. Nothing was taken. Ask the acquirer for a right file")]
    [InlineData("fr", "La ligne 17")]
    [InlineData("it", "La riga 17")]
    public void A_refused_file_is_named_with_its_reason_in_the_readers_language_whatever_the_file_says(string language, string reason)
    {
        Write(code: "sender-mismatch", row: 17);
        var refusal = Assert.Single(Files.Of(House.State));
        Assert.Equal(Name, refusal.Name);
        Language.Find(language)!.Use();
        Assert.StartsWith(reason, RefusedFiles.Why(refusal), StringComparison.Ordinal);
        Language.English.Use();
    }

    [Fact]
    public async Task It_is_gone_when_the_file_comes_again_and_is_taken_and_stays_when_it_was_taken_before()
    {
        _house.MoveTo("2020-12-20T11:00:00+01:00");
        Write();
        Assert.NotNull((await _house.SendFileAsync(House.Row(Given.Card, "a"))).FileId);
        await _house.Get<FilesView>().CatchUpAsync(_house.Host, TestContext.Current.CancellationToken);
        Assert.Empty(Files.Of(House.State));

        Write(code: "file-name-taken", at: "2020-12-20T12:00:00+01:00", file: Name + ".2");
        Assert.Equal("file-name-taken", Assert.Single(Files.Of(House.State)).Code);
    }

    [Fact]
    public void It_is_gone_when_somebody_deletes_its_reason_and_after_a_month()
    {
        Write();
        File.Delete(At(Name + Inbox.ReasonSuffix));
        Assert.Empty(Files.Of(House.State));
        Write(at: "2020-11-18T10:00:00+01:00");
        Assert.Empty(Files.Of(House.State));
    }

    [Fact]
    public void A_name_that_was_refused_again_and_again_is_shown_once_with_the_latest_reason()
    {
        Write();
        Write(code: "file-too-large", at: "2020-12-20T09:30:00+01:00", file: Name + ".2");
        Assert.Equal("file-too-large", Assert.Single(Files.Of(House.State)).Code);
    }

    [Fact]
    public void Of_very_many_the_newest_are_shown()
    {
        for (var i = 0; i < RefusedFiles.Most + 10; i++)
        {
            var name = Name.Replace(".001.", $".{i:D3}.", StringComparison.Ordinal);
            Write(name, at: $"2020-12-20T09:00:{i:D2}+01:00");
            File.SetLastWriteTimeUtc(At(name + Inbox.ReasonSuffix), DateTime.UnixEpoch.AddYears(50).AddSeconds(i));
        }

        var shown = Files.Of(House.State).Select(refusal => refusal.Name[35..38]).ToList();
        Assert.Equal(Enumerable.Range(10, RefusedFiles.Most).Reverse().Select(i => i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)), shown);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"name":"../../secrets","code":"file-empty","row":null,"reason":"","at":"2020-12-20T09:00:00+01:00"}""")]
    [InlineData("""{"name":"CSTAR.36081.TRNLOG.20201220.100000.001.csv","code":"busy","row":null,"reason":"","at":"2020-12-20T09:00:00+01:00"}""")]
    [InlineData("""{"name":"CSTAR.36081.TRNLOG.20201220.100000.001.csv","code":"withdrawn","row":null,"reason":"","at":"2020-12-20T09:00:00+01:00"}""")]
    public void What_no_refusal_of_ours_says_is_passed_over(string reason)
    {
        File.WriteAllText(At(Name + Inbox.ReasonSuffix), reason);
        Assert.Empty(Files.Of(House.State));
    }

    [Fact]
    public void Links_and_huge_files_are_passed_over_and_a_folder_that_is_away_holds_up_no_page()
    {
        Write(file: "elsewhere");
        File.CreateSymbolicLink(At(Name + Inbox.ReasonSuffix), At("elsewhere" + Inbox.ReasonSuffix));
        Assert.Empty(Files.Of(House.State));
        File.Delete(At(Name + Inbox.ReasonSuffix));
        File.WriteAllText(At(Name + Inbox.ReasonSuffix), new string(' ', 5_000));
        Assert.Empty(Files.Of(House.State));
        Directory.Delete(_watched.Path, recursive: true);
        Assert.Empty(Files.Of(House.State));
        Assert.Empty(new RefusedFiles(new WatchedFolder(null), _house.Host, _house.Get<FilesView>(), _house.Clock).Of(House.State));
        Directory.CreateDirectory(_watched.Path);
    }

    [Fact]
    public void Every_fault_of_a_file_is_one_that_is_shown()
    {
        var said = Source.Files("*.cs", "src/Mainstay.Cashback").SelectMany(path => Fault().Matches(Source.Read(path)).Select(match => match.Groups["code"].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(FileFault.Codes.Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("new FileFault\\(\"(?<code>[a-z-]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Fault();
}
