using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What stands in column 4, told by its shape, and the lines around the rows of a filtered file, as the intake takes them.</summary>
public sealed class FilteredFileTests : IDisposable
{
    private const string OtherId = "5f1e2d3c-satispay-uid";

    private readonly TempFolder _folder = new();
    private readonly EnrolledSet _enrolled = new();
    private readonly FileReceiver _receiver;

    public FilteredFileTests()
    {
        _receiver = new FileReceiver(_folder.Path, Given.Keys, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        foreach (var instrument in (string[])[Given.Card, OtherId, "4111111111111112"]) _enrolled.Add(Convert.FromHexString(HashOf(instrument)));
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Dispose();
    }

    private static string HashOf(string instrument) => Given.Keys.OfInstrument(Given.Utf8(instrument))[0].Hex;

    private static string Fingerprint => Given.Keys.Instruments.Fingerprints.Single();

    /// <summary>A file as the filter makes it.</summary>
    private static string Framed(string rows, string? fingerprint = null)
    {
        var text = $"#sha256sum:{new string('0', 64)}\n#hash-key:{fingerprint ?? Fingerprint}\n{rows}";
        return $"{text}#sha256sum:{Convert.ToHexStringLower(SHA256.HashData(Given.Utf8(text)))}\n";
    }

    private async Task<(SieveCounts? Counts, FileFault? Fault, FiledRow[] Rows)> Receive(string text)
    {
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));
        var body = PipeReader.Create(new MemoryStream(Given.Utf8(text)), new StreamPipeReaderOptions(bufferSize: 97));
        var (file, fault) = await _receiver.ReceiveAsync(body, name, Given.StateCashback, _enrolled, long.MaxValue, CancellationToken.None);
        using (file) return (file?.Counts, fault, file is null ? [] : [.. File.ReadLines(file.Draft).Select(line => JsonSerializer.Deserialize(line, FiledRowJson.Default.FiledRow)!)]);
    }

    public static TheoryData<string, bool> Shapes => new()
    {
        { Given.Card, true },
        { "4111 1111 1111 1111", true },
        { "4111-1111-1111-1111", true },
        { " 4111111111111111 ", true },
        { Given.OtherCard, false },
        { "4111111111111112", true }, // no card number by its check digit: an id, byte by byte
        { "4111 1111 1111 1112", false }, // and so is this one, another
        { OtherId, true },
        { " " + OtherId, false },
        { OtherId.ToUpperInvariant(), false },
        { HashOf(Given.Card), true },
        { HashOf(Given.Card).ToUpperInvariant(), true },
        { HashOf(OtherId), true },
        { HashOf(Given.OtherCard), false },
        { HashOf(Given.Card)[..63], false },
        { HashOf(Given.Card)[..63] + "g", false },
        { new string('x', 64), false },
        { "1", false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_card_number_a_hash_and_another_id_are_told_by_their_shape(string instrument, bool isOurs)
    {
        var (counts, _, rows) = await Receive(House.Row(instrument, "t1") + "\n");
        Assert.Equal(new SieveCounts(1, isOurs ? 1 : 0, isOurs ? 0 : 1, 0), counts);
        Assert.All(rows, row => Assert.DoesNotContain("4111", row.Instruments![0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hash_that_nobody_has_is_not_taken_for_an_id()
    {
        var hash = new string('a', 64);
        _enrolled.Add(Convert.FromHexString(HashOf(hash)));
        Assert.Equal(new SieveCounts(1, 0, 1, 0), (await Receive(House.Row(hash, "t1"))).Counts);
    }

    [Fact]
    public async Task Rows_are_counted_without_the_lines_around_them()
    {
        var (counts, _, rows) = await Receive(Framed($"{House.Row(HashOf(Given.OtherCard), "t1")}\n{House.Row(HashOf(Given.Card), "t2")}\n"));
        Assert.Equal(new SieveCounts(2, 1, 1, 0), counts);
        Assert.Equal(2, Assert.Single(rows).Row);
    }

    [Fact]
    public async Task A_file_whose_last_line_is_missing_was_cut_off() =>
        await AssertRefused(Framed(TwoRows)[..^(12 + 64)], "checksum-mismatch", 2);

    [Fact]
    public async Task A_file_that_is_cut_within_its_last_line_is_refused() => await AssertRefused(Framed(TwoRows)[..^10], "checksum-mismatch", 2);

    [Fact]
    public async Task A_file_in_which_a_digit_was_changed_is_refused() =>
        await AssertRefused(Framed(TwoRows).Replace(";10000;", ";10001;", StringComparison.Ordinal), "checksum-mismatch", 2);

    [Fact]
    public async Task A_file_whose_first_line_was_changed_is_refused() =>
        await AssertRefused(Framed(TwoRows).Replace("#sha256sum:0", "#sha256sum:1", StringComparison.Ordinal), "checksum-mismatch", 2);

    [Fact]
    public async Task A_file_whose_line_ends_were_changed_is_refused() => await AssertRefused(Framed(TwoRows).Replace("\n", "\r\n", StringComparison.Ordinal), "checksum-mismatch", 2);

    [Fact]
    public async Task A_row_after_the_last_line_is_refused() => await AssertRefused(Framed(TwoRows) + House.Row(Given.Card, "t3"), "checksum-mismatch", 2);

    [Fact]
    public async Task The_checksum_of_other_software_stands_in_the_first_line_alone() =>
        Assert.Equal(new SieveCounts(1, 1, 0, 0), (await Receive($"#sha256sum:{new string('0', 64)}\n{House.Row(Given.Card, "t1")}\n")).Counts);

    [Fact]
    public async Task A_file_hashed_with_another_key_is_refused() => await AssertRefused(Framed(TwoRows, "0123456789abcdef"), "hash-key-unknown", null);

    [Fact]
    public async Task A_filtered_file_without_rows_is_empty() => await AssertRefused(Framed(""), "file-empty", null);

    [Fact]
    public async Task A_checksum_line_among_the_rows_of_a_plain_file_is_a_bad_row() =>
        Assert.Equal(new SieveCounts(2, 1, 0, 1), (await Receive($"{House.Row(Given.Card, "t1")}\n#sha256sum:{new string('0', 64)}\n")).Counts);

    private static string TwoRows => $"{House.Row(HashOf(Given.Card), "t1")}\n{House.Row(HashOf(Given.Card), "t2")}\n";

    private async Task AssertRefused(string text, string code, int? row)
    {
        var (_, fault, _) = await Receive(text);
        Assert.Equal(new FileFault(code, row), fault);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
