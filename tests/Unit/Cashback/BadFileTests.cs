using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Files as they come from programs that were written in a hurry, through the receiver that the server uses: what is sound is taken, what is not is named, and memory does not grow with either.</summary>
[Collection(Alone.Name)]
public sealed class BadFileTests : IDisposable
{
    // What the receiver may hold of any file; a hundred and two hundred megabytes are sent.
    private const long MostBytes = 20_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mainstay-bad-files-");
    private readonly EnrolledSet _enrolled = new();
    private readonly FileReceiver _receiver;

    public BadFileTests()
    {
        _receiver = new FileReceiver(_folder.FullName, Given.Keys, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        _enrolled.Add(Convert.FromHexString(Given.Keys.OfInstrument(Given.Utf8(Given.Card))[0].Hex));
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Row(string id, string instrument = Given.Card) =>
        $"36081;00;02;{instrument};2020-12-10T16:03:53.000+01:00;{id};005423;;1150;978;09509;400000098174;98174002;54133300;4900;fc321543;12345678901;00;";

    private async Task<(ReceivedFile? File, FileFault? Fault)> ReceiveAsync(Stream body)
    {
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));
        return await _receiver.ReceiveAsync(PipeReader.Create(body), name, Given.StateCashback, _enrolled, long.MaxValue, TestContext.Current.CancellationToken);
    }

    private Task<(ReceivedFile? File, FileFault? Fault)> ReceiveAsync(byte[] bytes) => ReceiveAsync(new MemoryStream(bytes));

    /// <summary>"row:transaction" of what is taken, "row:reason" of what is rejected.</summary>
    private static IEnumerable<string> Read(ReceivedFile file) => File.ReadLines(file.Draft)
        .Select(line => JsonSerializer.Deserialize(line, FiledRowJson.Default.FiledRow)!).Select(row => $"{row.Row}:{row.Data?.TransactionId ?? row.Reason}");

    [Theory]
    [InlineData("A\nB\n", "1:a 2:b")]
    [InlineData("A\nB", "1:a 2:b")] // no end of the last line
    [InlineData("A\r\nB\r\n", "1:a 2:b")]
    [InlineData("A\r\nB\nC\r\n", "1:a 2:b 3:c")] // both kinds of ends
    [InlineData("\uFEFFA\r\nB", "1:a 2:b")] // a byte-order mark
    [InlineData("\uFEFF#sha256sum:00\r\nA\r\n", "1:a")]
    [InlineData("\uFEFF\r\nA\r\n", "1:a")] // nothing but a mark in the first line
    [InlineData("A\n\uFEFFB\n", null)] // a mark in the middle, as of two files put together: the sender of that row is another
    [InlineData("A\rB\r", "1:format")] // ends of lines of forty years ago: one row of too many columns
    [InlineData("A\n\n\nB\n", "1:a 2:format 3:format 4:b")] // an empty line is no row of anybody
    [InlineData("A\n \nB\n", "1:a 2:format 3:b")]
    [InlineData("sender;operation\nA\n", null)] // a heading: the format has none
    [InlineData("A\n#sha256sum:00\nB", "1:a 2:format 3:b")] // a checksum where none belongs
    [InlineData("A\nC\nB\nA\n", "1:a 2:c 3:b 4:a")] // repeated and out of order: told apart when they are counted
    [InlineData("\"A\"\n", null)] // quoted, which the format knows nothing of
    public async Task Ends_of_lines_marks_and_headings(string shape, string? rows)
    {
        var text = string.Concat(shape.Select(c => c is 'A' or 'B' or 'C' ? Row(((char)(c | 0x20)).ToString()) : c.ToString()));
        foreach (var body in (Stream[])[new MemoryStream(Given.Utf8(text)), new OneByteAtATime(Given.Utf8(text))])
        {
            var (file, fault) = await ReceiveAsync(body);
            using (file)
            {
                if (rows is null) Assert.Equal("sender-mismatch", fault?.Code);
                else Assert.Equal(rows.Split(' '), Read(file!));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\r\n")]
    [InlineData("#sha256sum:00")]
    [InlineData("\uFEFF#sha256sum:00\r\n")]
    public async Task A_file_without_a_row_is_refused_and_leaves_nothing(string text)
    {
        Assert.Equal(new FileFault("file-empty"), (await ReceiveAsync(Given.Utf8(text))).Fault);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("a\0b", 6)]
    [InlineData("a\u0001b", 6)]
    [InlineData("a\u001bb", 6)]
    [InlineData("\0", 12)]
    [InlineData("\r", 12)]
    public async Task A_row_with_control_characters_is_rejected_and_the_others_are_taken(string text, int column)
    {
        var columns = Row("t2").Split(';');
        columns[column - 1] = text;
        var (file, _) = await ReceiveAsync(Given.Utf8($"{Row("t1")}\n{string.Join(';', columns)}\n{Row("t3")}\n"));
        using (file) Assert.Equal(["1:t1", "2:format", "3:t3"], Read(file!));
    }

    [Fact]
    public async Task Nothing_but_zeros_is_one_rejected_row()
    {
        var (file, _) = await ReceiveAsync(new byte[3_000_000]);
        using (file) Assert.Equal(["1:format"], Read(file!));
    }

    [Theory]
    [InlineData("latin-1", 2)]
    [InlineData("utf-16", 1)]
    [InlineData("utf-16be", 1)]
    public async Task A_file_in_another_encoding_is_refused_with_the_first_row_that_shows_it(string encoding, int row)
    {
        var text = $"{Row("t1")}\n{Row("caffè")}\n";
        var bytes = encoding == "latin-1" ? Encoding.Latin1.GetBytes(text) : [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)];
        Assert.Equal(new FileFault("encoding-invalid", row), (await ReceiveAsync(bytes)).Fault);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task A_compressed_file_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Given.Utf8(Row("t1") + "\n"), TestContext.Current.CancellationToken);
        Assert.Equal("encoding-invalid", (await ReceiveAsync(packed.ToArray())).Fault?.Code);
    }

    [Fact]
    public async Task A_file_cut_off_in_the_middle_of_a_character_is_refused() =>
        Assert.Equal(new FileFault("encoding-invalid", 2), (await ReceiveAsync([.. Given.Utf8(Row("t1") + "\n36081;00;caff"), 0xC3])).Fault);

    [Fact]
    public async Task A_line_of_two_hundred_megabytes_takes_no_memory_of_its_own()
    {
        var row = Given.Utf8(Row("t") + "\n");
        var (line, end) = (Given.Utf8("36081;00;" + new string('x', 10_000_000)), "\n"u8.ToArray());
        Assert.InRange(await MostHeldAsync(new Repeated([row, .. Enumerable.Repeat(line, 20), end, row]), lookEvery: 16_384, "1:t 2:format 3:t"), 0, MostBytes);
    }

    [Fact]
    public async Task A_million_rows_of_others_take_no_memory_and_no_disk_of_their_own()
    {
        var rows = Given.Utf8(string.Concat(Enumerable.Repeat(Row("t", Given.OtherCard) + "\n", 1_000)));
        Assert.InRange(await MostHeldAsync(new Repeated([.. Enumerable.Repeat(rows, 1_000), Given.Utf8(Row("mine"))]), lookEvery: 16_384, "1000001:mine"), 0, MostBytes);
    }

    // Warmed up once, so that what is loaded and compiled for the first time is not counted.
    private async Task<long> MostHeldAsync(Repeated body, int lookEvery, string rows)
    {
        (await ReceiveAsync(Given.Utf8(Row("warm")))).File!.Dispose();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        body.BeforeRead = count =>
        {
            if (count % lookEvery == lookEvery - 1) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        };
        var (file, fault) = await ReceiveAsync(body);
        Assert.Null(fault);
        using (file) Assert.Equal(rows.Split(' '), Read(file!));
        return most;
    }

    /// <summary>A body that comes byte by byte.</summary>
    private sealed class OneByteAtATime(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..1], cancellationToken);
    }

    /// <summary>A body that is never in memory as a whole.</summary>
    private sealed class Repeated(params byte[][] parts) : MemoryStream
    {
        private int _part;
        private int _at;
        private int _reads;

        public Action<int>? BeforeRead { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            BeforeRead?.Invoke(_reads++);
            if (_part == parts.Length) return ValueTask.FromResult(0);
            var length = Math.Min(buffer.Length, parts[_part].Length - _at);
            parts[_part].AsSpan(_at, length).CopyTo(buffer.Span);
            (_part, _at) = _at + length == parts[_part].Length ? (_part + 1, 0) : (_part, _at + length);
            return ValueTask.FromResult(length);
        }
    }
}
