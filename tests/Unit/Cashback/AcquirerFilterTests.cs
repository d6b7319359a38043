using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>The filter that an acquirer runs on its side.</summary>
public sealed class AcquirerFilterTests : IDisposable
{
    private const string Name = "CSTAR.36081.TRNLOG.20201210.160353.001.csv";

    private static readonly DateTimeOffset Midnight = Given.Instant("2020-12-11T00:00:00+01:00");

    private readonly TempFolder _folder = new();
    private readonly List<BadRow> _bad = [];

    public AcquirerFilterTests() => WriteKeys("1 " + new string('a', 64));

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static string HashOf(string instrument, HashKeyRing? keys = null) => (keys ?? Given.Keys).OfInstrument(Given.Utf8(instrument))[0].Hex;

    private void WriteKeys(params string[] lines)
    {
        var hashKeys = In("hash-keys");
        File.Delete(In("key"));
        File.WriteAllLines(hashKeys, lines);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(hashKeys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AcquirerKeyFile.Write(hashKeys, In("key"));
    }

    private async Task<string> WriteListAsync(params IEnumerable<string> hashes)
    {
        var set = new EnrolledSet();
        foreach (var hash in hashes) set.Add(Convert.FromHexString(hash));
        await using var file = File.Create(In("enrolled"));
        var writer = PipeWriter.Create(file);
        Assert.Equal(set.Count, await EnrolledList.WriteAsync(writer, "state-cashback-2020", Midnight, set, CancellationToken.None));
        await writer.CompleteAsync();
        return In("enrolled");
    }

    private async Task<(AcquirerFilterResult Result, string[] Lines)> FilterAsync(string text, string? list = null, bool skip = false, string name = Name)
    {
        using var input = new MemoryStream(Given.Utf8(text));
        var options = new AcquirerFilterOptions(input, name, In("out.csv"), In("key")) { EnrolledFile = list, SkipBadRows = skip, OnBadRow = _bad.Add };
        var result = await AcquirerFilter.RunAsync(options, CancellationToken.None);
        Assert.Equal(result.IsWritten, File.Exists(In("out.csv")));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.part"));
        return (result, result.IsWritten ? await File.ReadAllLinesAsync(In("out.csv")) : []);
    }

    private static string Row(string instrument, string id = "t1", string at = "2020-12-10T16:03:53.000+01:00") => House.Row(instrument, id, at);

    [Fact]
    public async Task Card_numbers_become_names_and_everything_else_stays()
    {
        var text = $"\uFEFF{Row(Given.Card)}\r\n{Row("4111 1111 1111 1111")}\r\n{Row("some-uid")}\r\n{Row(HashOf(Given.OtherCard).ToUpperInvariant())}";
        var (result, lines) = await FilterAsync(text);
        Assert.Equal(new AcquirerFilterResult(4, 4, 0, Convert.ToHexStringLower(SHA256.HashData(Given.Utf8(text))), IsWritten: true), result);
        Assert.Equal([Row(HashOf(Given.Card)), Row(HashOf(Given.Card)), Row(HashOf("some-uid")), Row(HashOf(Given.OtherCard))], lines[2..^1]);
    }

    [Fact]
    public async Task The_first_line_is_the_SHA_256_of_the_file_that_was_filtered_and_the_last_of_all_before_it()
    {
        var text = Row(Given.Card) + "\n";
        var (_, lines) = await FilterAsync(text);
        Assert.Equal("#sha256sum:" + Convert.ToHexStringLower(SHA256.HashData(Given.Utf8(text))), lines[0]);
        Assert.Equal("#hash-key:" + Given.Keys.FingerprintOf(1), lines[1]);
        var before = Given.Utf8(string.Concat(lines[..^1].Select(line => line + "\n")));
        Assert.Equal("#sha256sum:" + Convert.ToHexStringLower(SHA256.HashData(before)), lines[^1]);
    }

    [Fact]
    public async Task With_the_list_only_rows_of_enrolled_cards_are_sent()
    {
        var list = await WriteListAsync(HashOf(Given.Card), HashOf("some-uid"));
        var (result, lines) = await FilterAsync($"{Row(Given.OtherCard)}\n{Row(Given.Card)}\n{Row("other-uid")}\n{Row("some-uid")}\n{Row(HashOf(Given.OtherCard))}\n", list);
        Assert.Equal((5, 2, 0), (result.Rows, result.Sent, result.Bad));
        Assert.Equal([Row(HashOf(Given.Card)), Row(HashOf("some-uid"))], lines[2..^1]);
    }

    [Fact]
    public async Task A_file_of_other_peoples_cards_makes_no_file()
    {
        var (result, _) = await FilterAsync(Row(Given.OtherCard), await WriteListAsync(HashOf(Given.Card)));
        Assert.Equal((1, 0, false), (result.Rows, result.Sent, result.IsWritten));
    }

    [Fact]
    public async Task With_several_keys_each_card_gets_the_name_under_which_it_was_enrolled()
    {
        string[] keys = ["1 " + new string('a', 64), "2 " + new string('b', 64)];
        WriteKeys(keys);
        var newest = HashOf(Given.OtherCard, HashKeyRing.Parse(keys));
        var (_, lines) = await FilterAsync($"{Row(Given.Card)}\n{Row(Given.OtherCard)}\n", await WriteListAsync(HashOf(Given.Card), newest));
        Assert.Equal([Row(HashOf(Given.Card)), Row(newest)], lines[3..^1]);
    }

    [Fact]
    public async Task With_several_keys_and_no_list_nobody_knows_which_so_it_is_refused()
    {
        WriteKeys("1 " + new string('a', 64), "2 " + new string('b', 64));
        await AssertRefused(Row(Given.Card), null, "--enrolled");
    }

    /// <summary>A card that was added after the list was made would be left out for ever.</summary>
    [Theory]
    [InlineData("2020-12-10T23:59:59.999+01:00", true)]
    [InlineData("2020-12-11T00:00:00.000+01:00", false)]
    [InlineData("2020-12-10T23:00:00.000Z", false)]
    public async Task A_row_later_than_the_list_reaches_is_refused(string at, bool isTaken)
    {
        var list = await WriteListAsync(HashOf(Given.Card));
        if (isTaken) Assert.Equal(2, (await FilterAsync($"{Row(Given.Card)}\n{Row(Given.Card, at: at)}", list)).Result.Sent);
        else await AssertRefused($"{Row(Given.Card)}\n{Row(Given.Card, at: at)}", list, "Row 2 is later than the list");
    }

    [Theory]
    [InlineData("0000000000000000\n#end:1\n")]
    [InlineData("#enrolled:p;2020-12-11T00:00:00+01:00\n0000000000000000\n")]
    [InlineData("#enrolled:p;2020-12-11T00:00:00+01:00\n0000000000000000\n#end:2\n")]
    [InlineData("#enrolled:p;2020-12-11T00:00:00+01:00\n0000000000000000\n#end:1\n0000000000000000\n")]
    [InlineData("#enrolled:p;2020-12-11T00:00:00+01:00\n00000000000000\n#end:1\n")]
    [InlineData("#enrolled:p;2020-12-11T00:00:00+01:00\n4111111111111111111\n#end:1\n")]
    [InlineData("#enrolled:p;yesterday\n#end:0\n")]
    [InlineData("#enrolled:;2020-12-11T00:00:00+01:00\n#end:0\n")]
    [InlineData("")]
    public async Task A_list_that_was_cut_or_is_something_else_is_refused(string text)
    {
        await File.WriteAllTextAsync(In("list"), text);
        await AssertRefused(Row(Given.Card), In("list"), "list of enrolled cards cannot be used");
    }

    [Fact]
    public async Task Every_bad_row_is_named_and_nothing_is_written()
    {
        var text = $"{Row(Given.Card)}\nhello\n{Row(Given.Card, at: "10/12/2020")}\n{Row(Given.Card).Replace("36081", "99999", StringComparison.Ordinal)}\n{new string('4', 100_000)}";
        var (result, _) = await FilterAsync(text);
        Assert.Equal((5, 4, false), (result.Rows, result.Bad, result.IsWritten));
        Assert.Equal([new BadRow(2, 2, "format"), new BadRow(3, 5, "format"), new BadRow(4, 1, "sender"), new BadRow(5, 1, "format")], _bad);
    }

    [Fact]
    public async Task A_row_that_is_not_UTF_8_is_bad()
    {
        using var input = new MemoryStream(Encoding.Latin1.GetBytes(Row("caffè")));
        var result = await AcquirerFilter.RunAsync(new AcquirerFilterOptions(input, Name, In("out.csv"), In("key")) { OnBadRow = _bad.Add }, CancellationToken.None);
        Assert.Equal([new BadRow(1, 1, "encoding")], _bad);
        Assert.False(result.IsWritten);
    }

    [Fact]
    public async Task Bad_rows_can_be_left_out()
    {
        var (result, lines) = await FilterAsync($"hello\n{Row(Given.Card)}\n", skip: true);
        Assert.Equal((2, 1, 1, true), (result.Rows, result.Sent, result.Bad, result.IsWritten));
        Assert.Equal([Row(HashOf(Given.Card))], lines[2..^1]);
    }

    [Fact]
    public async Task Rows_of_one_sender_only_also_when_the_name_does_not_say_which()
    {
        await FilterAsync($"{Row(Given.Card)}\n{Row(Given.Card).Replace("36081", "99999", StringComparison.Ordinal)}", name: "today.csv");
        Assert.Equal([new BadRow(2, 1, "sender")], _bad);
    }

    [Fact]
    public async Task A_file_without_rows_is_refused() => await AssertRefused("\n", null, "no rows");

    [Fact]
    public async Task What_is_there_is_not_replaced()
    {
        await File.WriteAllTextAsync(In("out.csv"), "mine");
        using var input = new MemoryStream(Given.Utf8(Row(Given.Card)));
        var refused = await Assert.ThrowsAsync<FilterRefusedException>(() => AcquirerFilter.RunAsync(new AcquirerFilterOptions(input, Name, In("out.csv"), In("key")), CancellationToken.None));
        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(In("out.csv")));
    }

    [Fact]
    public void The_key_file_is_its_owners_alone_and_no_hash_key()
    {
        var text = File.ReadAllText(In("key"));
        Assert.DoesNotContain(new string('a', 64), text, StringComparison.Ordinal);
        Assert.Throws<FilterRefusedException>(() => AcquirerKeyFile.Write(In("hash-keys"), In("key")));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("key")));
        File.SetUnixFileMode(In("key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Throws<HashKeysInvalidException>(() => AcquirerKeyFile.Read(In("key")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("instrument-key 1 aaaa")]
    [InlineData("instrument-key x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_key_file_is_refused_without_showing_it(string line)
    {
        File.WriteAllText(In("key"), line);
        var refused = Assert.Throws<HashKeysInvalidException>(() => AcquirerKeyFile.Read(In("key")));
        Assert.DoesNotContain("aaaa", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagoPAs_own_example_is_filtered_row_by_row()
    {
        var input = await File.ReadAllTextAsync(Given.SharedData("acquirer/trx-list-input.csv"));
        var expected = await File.ReadAllTextAsync(Given.SharedData("acquirer/trx-list-output.csv"));
        var (_, lines) = await FilterAsync(input);

        // The same but for the hashes: theirs are plain SHA-256 with a salt.
        static string WithoutHash(string line) => Regex.Replace(line, "[0-9a-f]{64}", "(hash)", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithoutHash), lines[2..^1].Select(WithoutHash));
    }

    private async Task AssertRefused(string text, string? list, string why)
    {
        var refused = await Assert.ThrowsAsync<FilterRefusedException>(() => FilterAsync(text, list));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(In("out.csv")));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, ".*.part"));
    }
}
