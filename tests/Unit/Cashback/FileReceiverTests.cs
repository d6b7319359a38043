using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class FileReceiverTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mainstay-files-");
    private readonly EnrolledSet _enrolled = new();
    private readonly FileReceiver _receiver;

    public FileReceiverTests()
    {
        _receiver = new FileReceiver(_folder.FullName, Given.Keys, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        _enrolled.Add(Convert.FromHexString(HashOf(Given.Card).Hex));
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Delete(recursive: true);
    }

    private static KeyedHash HashOf(string card) => Given.Keys.OfInstrument(Given.Utf8(card))[0];

    private static string Row(string instrument, string id = "t1", string sender = "36081", string at = "2020-12-10T16:03:53.000+01:00") =>
        $"{sender};00;02;{instrument};{at};{id};005423;;1150;978;09509;400000098174;98174002;54133300;4900;fc321543;12345678901;00;";

    private Task<(ReceivedFile? File, FileFault? Fault)> Receive(string text, int pieces = 4096, long limit = long.MaxValue) => Receive(Given.Utf8(text), pieces, limit);

    // In pieces of a given size, so that lines are cut anywhere.
    private async Task<(ReceivedFile? File, FileFault? Fault)> Receive(byte[] bytes, int pieces, long limit, string sender = "36081")
    {
        Assert.True(AcquirerFileName.TryParse($"CSTAR.{sender}.TRNLOG.20201210.160353.001.csv", out var name));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, minimumSegmentSize: 256));
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length; at += pieces)
            {
                var flushed = await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(pieces, bytes.Length - at)));
                if (flushed.IsCompleted) break;
            }

            await pipe.Writer.CompleteAsync();
        });
        var received = await _receiver.ReceiveAsync(pipe.Reader, name, Given.StateCashback, _enrolled, limit, CancellationToken.None);
        await pipe.Reader.CompleteAsync();
        await writing;
        return received;
    }

    private static FiledRow[] Rows(ReceivedFile file) =>
        [.. File.ReadLines(file.Draft).Select(line => JsonSerializer.Deserialize(line, FiledRowJson.Default.FiledRow)!)];

    [Fact]
    public async Task Rows_of_enrolled_cards_are_kept_without_the_number_and_of_others_only_how_many()
    {
        var text = $"{Row(Given.OtherCard)}\n{Row(Given.Card)}\n{Row("pan1")}\n";
        var (file, _) = await Receive(text);
        using (file)
        {
            Assert.Equal(new SieveCounts(Rows: 3, Ours: 1, NotOurs: 2, Rejected: 0), file!.Counts);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Given.Utf8(text))), file.Sha256);
            var row = Assert.Single(Rows(file));
            Assert.Equal((2, HashOf(Given.Card).ToString(), "t1"), (row.Row, Assert.Single(row.Instruments!), row.Data!.TransactionId));
            var onDisk = await File.ReadAllTextAsync(file.Draft);
            Assert.DoesNotContain(Given.Card, onDisk, StringComparison.Ordinal);
            Assert.DoesNotContain(Given.OtherCard, onDisk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_hash_made_elsewhere_with_our_key_is_found_in_either_case()
    {
        var (file, _) = await Receive($"{Row(HashOf(Given.Card).Hex)}\n{Row(HashOf(Given.Card).Hex.ToUpperInvariant())}\n{Row(HashOf(Given.OtherCard).Hex)}");
        using (file)
        {
            Assert.Equal(new SieveCounts(3, 2, 1, 0), file!.Counts);
            Assert.All(Rows(file), row => Assert.Equal(HashOf(Given.Card).ToString(), Assert.Single(row.Instruments!)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Wherever_the_network_cuts_it_the_rows_are_the_same(int pieces)
    {
        var text = "\uFEFF" + string.Join("\r\n", Enumerable.Range(0, 50).Select(i => Row(i % 5 == 0 ? Given.Card : Given.OtherCard, "t" + i)));
        var (file, _) = await Receive(text, pieces);
        using (file)
        {
            Assert.Equal(new SieveCounts(50, 10, 40, 0), file!.Counts);
            Assert.Equal(["t0", "t5", "t10", "t15", "t20", "t25", "t30", "t35", "t40", "t45"], Rows(file).Select(row => row.Data!.TransactionId));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Given.Utf8(text))), file.Sha256);
        }
    }

    [Fact]
    public async Task A_bad_row_is_rejected_by_itself()
    {
        var (file, _) = await Receive($"{Row(Given.Card)}\nhello\n\n{Row(Given.Card, "t4", at: "10/12/2020")}\n{Row(Given.Card, "t5")}\n");
        using (file)
        {
            Assert.Equal(new SieveCounts(5, 2, 0, 3), file!.Counts);
            Assert.Equal([(2, "format", 2, null), (3, "format", 2, null), (4, "format", 5, "t4")],
                Rows(file).Where(row => row.Data is null).Select(row => (row.Row, row.Reason, row.Column!.Value, row.TransactionId)));
        }
    }

    [Fact]
    public async Task A_card_number_in_a_shifted_row_is_not_kept()
    {
        var (file, _) = await Receive($"36081;x;y;z;q;{Given.Card};005423;;1150;978;09509;400000098174;98174002;54133300;4900\n36081;{Given.Card}\n");
        using (file) Assert.DoesNotContain(Given.Card, await File.ReadAllTextAsync(file!.Draft), StringComparison.Ordinal);
    }

    /// <summary>In the id of a row that is wrong before it, and of one that is otherwise right.</summary>
    [Theory]
    [InlineData("2020-12-10T4111111111111111", "10/12/2020")]
    [InlineData("202012104111111111111111", "10/12/2020")]
    [InlineData("x4111111111111111y", "2020-12-10T10:00:00.000+01:00")]
    public async Task A_card_number_run_together_with_the_id_is_not_kept(string id, string at)
    {
        var (file, _) = await Receive(Row(Given.Card, id, at: at) + "\n");
        using (file)
        {
            Assert.Equal(1, file!.Counts.Rejected);
            Assert.DoesNotContain(Given.Card, await File.ReadAllTextAsync(file.Draft), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(65_536)]
    public async Task A_line_of_ten_megabytes_is_one_rejected_row_and_is_never_held(int pieces)
    {
        var text = $"{Row(Given.Card)}\n36081;00;{new string('x', 10_000_000)}\n{Row(Given.Card, "t3")}\n{new string('y', 10_000_000)}";
        var (file, _) = await Receive(text, pieces);
        using (file)
        {
            Assert.Equal(new SieveCounts(4, 2, 0, 2), file!.Counts);
            Assert.Equal([(2, 3), (4, 1)], Rows(file).Where(row => row.Data is null).Select(row => (row.Row, row.Column!.Value)));
            Assert.InRange(new FileInfo(file.Draft).Length, 1, 2_000);
        }
    }

    [Theory]
    [InlineData("", "file-empty", null)]
    [InlineData("\uFEFF", "file-empty", null)]
    public async Task A_file_without_rows_is_refused(string text, string code, int? row) => await AssertRefused(Receive(text), code, row);

    [Fact]
    public async Task A_file_with_a_row_of_another_sender_is_refused_and_says_which() =>
        await AssertRefused(Receive($"{Row(Given.Card)}\n{Row(Given.Card, sender: "99999")}\n"), "sender-mismatch", 2);

    [Fact]
    public async Task A_file_that_is_not_UTF_8_is_refused() =>
        await AssertRefused(Receive(Encoding.Latin1.GetBytes($"{Row(Given.Card)}\n{Row("caffè")}\n"), 4096, long.MaxValue), "encoding-invalid", 2);

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused() =>
        await AssertRefused(Receive(string.Concat(Enumerable.Repeat(Row("pan") + "\n", 1000)), limit: 10_000), "file-too-large", null);

    /// <summary>Whose card it will be on that day is not known yet: taken now, it could count for two people, or pass by the one who adds the card before then. Days are those of the programme.</summary>
    [Theory]
    [InlineData("2020-12-10T23:59:59.999+01:00", true)]
    [InlineData("2020-12-11T00:00:00.000+01:00", false)]
    [InlineData("2020-12-10T23:00:00.000Z", false)]
    [InlineData("2020-12-11T07:59:59.000+09:00", true)]
    public async Task A_row_of_a_day_that_has_not_begun_is_rejected(string at, bool taken)
    {
        using var receiver = new FileReceiver(_folder.FullName, Given.Keys, new ManualClock(Given.Instant("2020-12-10T08:00:00+01:00")));
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));
        var body = PipeReader.Create(new MemoryStream(Given.Utf8(Row(Given.Card, at: at) + "\n")));
        var (file, _) = await receiver.ReceiveAsync(body, name, Given.StateCashback, _enrolled, long.MaxValue, CancellationToken.None);
        using (file)
        {
            Assert.Equal(taken ? new SieveCounts(1, 1, 0, 0) : new SieveCounts(1, 0, 0, 1), file!.Counts);
            if (!taken) Assert.Equal(("range", 5), (Rows(file)[0].Reason, Rows(file)[0].Column));
        }
    }

    [Fact]
    public async Task Two_keys_find_a_card_of_either()
    {
        var ring = HashKeyRing.Parse(["1 " + new string('a', 64), "2 " + new string('b', 64)]);
        using var receiver = new FileReceiver(_folder.FullName, ring, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));
        var body = PipeReader.Create(new MemoryStream(Given.Utf8($"{Row(Given.Card)}\n{Row(HashOf(Given.Card).Hex)}\n")));
        var (file, _) = await receiver.ReceiveAsync(body, name, Given.StateCashback, _enrolled, long.MaxValue, CancellationToken.None);
        using (file)
        {
            Assert.Equal([HashOf(Given.Card).ToString()], Rows(file!)[0].Instruments!);
            Assert.Equal(["2." + HashOf(Given.Card).Hex, "1." + HashOf(Given.Card).Hex], Rows(file!)[1].Instruments!);
        }
    }

    [Theory]
    [InlineData("acquirer/CSTAR.99999.TRNLOG.20220204.094652.001.csv", "99999", 6, 0, 6)]
    [InlineData("acquirer/trx-list-input.csv", "36081", 3, 3, 0)]
    [InlineData("acquirer/trx-list-output.csv", "36081", 3, 3, 0)]
    public async Task PagoPAs_own_examples_come_through(string path, string sender, int rows, int notOurs, int rejected)
    {
        var (file, _) = await Receive(await File.ReadAllBytesAsync(Given.SharedData(path)), 4096, long.MaxValue, sender);
        using (file)
        {
            Assert.Equal(new SieveCounts(rows, 0, notOurs, rejected), file!.Counts);
            Assert.All(Rows(file), row => Assert.Equal(("format", 5), (row.Reason, row.Column)));
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_takes_no_turn_with_it()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var receiver = new FileReceiver(Path.Combine(file, "below"), Given.Keys, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));

        for (var i = 0; i < 3; i++)
        {
            var receiving = receiver.ReceiveAsync(PipeReader.Create(new MemoryStream()), name, Given.StateCashback, _enrolled, 1, TestContext.Current.CancellationToken);
            Assert.True(receiving.IsCompleted, "There is a turn for everybody who comes.");
            await Assert.ThrowsAnyAsync<IOException>(() => receiving);
        }
    }

    [Theory]
    [InlineData("CSTAR.36081.TRNLOG.20201210.160353.001.csv", true)]
    [InlineData("CSTAR.AB_1x.TRNLOG.20201210.160353.001.csv", true)]
    [InlineData("CSTAR.3608.TRNLOG.20201210.160353.001.csv", false)]
    [InlineData("CSTAR.36081.TRNLOG.2020121.160353.001.csv", false)]
    [InlineData("cstar.36081.TRNLOG.20201210.160353.001.csv", false)]
    [InlineData("CSTAR.36081.TRNLOG.20201210.160353.001.csv\n", false)]
    [InlineData("CSTAR.36081.TRNLOG.20201210.160353.001.csv.pgp", false)]
    [InlineData("CSTAR.3608१.TRNLOG.20201210.160353.001.csv", false)] // a digit, but of another script
    [InlineData("../CSTAR.36081.TRNLOG.20201210.160353.001.csv", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_file_has_the_name_that_the_format_gives_it(string? text, bool right) => Assert.Equal(right, AcquirerFileName.TryParse(text, out _));

    [Fact]
    public void A_set_of_enrolled_hashes_knows_each_of_a_hundred_thousand_and_hardly_any_other()
    {
        var set = new EnrolledSet();
        for (var i = 0; i < 100_000; i++) set.Add(SHA256.HashData(BitConverter.GetBytes(i)));
        set.Add(SHA256.HashData(BitConverter.GetBytes(7)));
        set.Add(new byte[32]);
        Assert.Equal(100_001, set.Count);
        Assert.True(set.Contains(new byte[32]));
        for (var i = 0; i < 200_000; i++) Assert.Equal(i < 100_000, set.Contains(SHA256.HashData(BitConverter.GetBytes(i))));
        set.Clear();
        Assert.False(set.Contains(SHA256.HashData(BitConverter.GetBytes(7))));
    }

    private async Task AssertRefused(Task<(ReceivedFile? File, FileFault? Fault)> receiving, string code, int? row)
    {
        var (file, fault) = await receiving;
        Assert.Null(file);
        Assert.Equal(new FileFault(code, row), fault);
        Assert.Empty(_folder.GetFileSystemInfos());
    }
}
