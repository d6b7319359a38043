using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Banking.Outcomes;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Everything that reads what others have written, given what nobody would write: it answers or refuses as it says it does, and comes to an end.</summary>
public sealed class MutationTests
{
    private const string Row19 = "36081;00;02;4111111111111111;2020-12-10T16:03:53.000+01:00;98174002575951220007275953;005423;;1150;978;09509;400000098174;98174002;54133300;4900;fc321543;12345678901;01;par2";
    private const string Row15 = "36081;00;02;4111111111111111;2020-12-10T16:03:53.000+01:00;98174002575951220007275953;005423;cor;1150;978;09509;400000098174;98174002;541333;4900";
    private static readonly TimeSpan AtAll = TimeSpan.FromSeconds(60); // A busy machine may stand still for seconds; what is read in the square of its length would take minutes.
    private static readonly byte[] Telling = [0, 9, 10, 13, 26, 32, (byte)'"', (byte)'#', (byte)',', (byte)'-', (byte)'0', (byte)'9', (byte)';', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)'+', 0x7F, 0x80, 0xC0, 0xC3, 0xE2, 0xED, 0xEF, 0xF4, 0xFF];

    private static Gen<byte[]> Mutated(params byte[][] samples) => Mutations.Of(Gen.Elements(samples), Telling);

    private static void Holds(int tests, Gen<byte[]> inputs, Action<byte[]> read) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Arb.From(inputs), input =>
    {
        var began = Stopwatch.GetTimestamp();
        read(input);
        return Stopwatch.GetElapsedTime(began) < AtAll;
    }));

    private static void ReadRow(byte[] line)
    {
        Span<Range> columns = stackalloc Range[AcquirerRowParser.ColumnSlots];
        if (AcquirerRowParser.Check(line, "978"u8, columns, out var values) is { } fault)
        {
            Assert.Contains(fault.Reason, (string[])["format", "range", "currency", "operation", "missing"]);
            Assert.InRange(fault.Column, 1, AcquirerRowParser.ColumnSlots);
            return;
        }

        var row = AcquirerRowParser.Make(line, columns, values, hasPosType: line.AsSpan().Count((byte)';') == 18);
        _ = (row.Key(), Given.StateCashback.Zone.DateOf(row.At));
    }

    [Fact]
    public void A_row_of_an_acquirer() => Holds(5_000, Mutated(Given.Utf8(Row19), Given.Utf8(Row15)), ReadRow);

    [Theory]
    [InlineData("acquirer/CSTAR.99999.TRNLOG.20220204.094652.001.csv")]
    [InlineData("acquirer/trx-list-input.csv")]
    [InlineData("acquirer/trx-list-output.csv")]
    public void A_row_of_PagoPAs_own_examples(string path) => Holds(1_000, Mutated([.. File.ReadAllLines(Given.SharedData(path)).Select(Given.Utf8)]), ReadRow);

    [Fact]
    public async Task A_whole_file()
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-mutated-");
        using var receiver = new FileReceiver(folder.FullName, Given.Keys, new ManualClock(Given.Instant("2026-03-02T12:00:00Z")));
        Assert.True(AcquirerFileName.TryParse("CSTAR.36081.TRNLOG.20201210.160353.001.csv", out var name));
        var enrolled = new EnrolledSet();
        enrolled.Add(Convert.FromHexString(Given.Keys.OfInstrument(Given.Utf8(Given.Card))[0].Hex));
        foreach (var bytes in Mutated(Given.Utf8($"\uFEFF{Row19}\r\n{Row15}\n\n{Row19}"), Given.Utf8($"#sha256sum:00\n{Row15}\n")).Sample(300))
        {
            var (file, fault) = await receiver.ReceiveAsync(System.IO.Pipelines.PipeReader.Create(new MemoryStream(bytes)), name, Given.StateCashback, enrolled, long.MaxValue, TestContext.Current.CancellationToken);
            using (file)
            {
                if (file is null) Assert.Contains(fault!.Code, (string[])["file-empty", "sender-mismatch", "encoding-invalid", "checksum-mismatch", "hash-key-unknown"]);
                else Assert.DoesNotContain(Given.Card, await File.ReadAllTextAsync(file.Draft, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }

        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    [Fact]
    public void A_programme() => Holds(2_000, Mutated(File.ReadAllBytes(Given.InRepository("programmes/state-cashback-2020.json"))), bytes =>
    {
        try
        {
            var programme = ProgrammeReader.Read(bytes, "mutated.json");
            foreach (var period in programme.Periods) _ = (period.GraceEnd, period.End.AddDays(programme.Iban.ChangeDaysAfterPeriodEnd), programme.Zone.BeginningOf(period.End.AddDays(1)));
        }
        catch (ProgrammeInvalidException refused)
        {
            Assert.Contains("mutated.json", refused.Message, StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData("\"circuits\": [", "\"circuits\": [null, ")]
    [InlineData("\"conditions\": [", "\"conditions\": [null, ")]
    [InlineData("\"periods\": [", "\"periods\": [null, ")]
    [InlineData("\"changeDaysAfterPeriodEnd\": 10", "\"changeDaysAfterPeriodEnd\": 2147483647")]
    [InlineData("\"start\": \"2020-12-08\"", "\"start\": \"0001-01-01\"")]
    [InlineData("\"end\": \"2022-06-30\"", "\"end\": \"9999-12-31\"")]
    [InlineData("\"ratePercent\": 10", "\"ratePercent\": 1e28")]
    [InlineData("\"ratePercent\": 10", "\"ratePercent\": 1e999")]
    [InlineData("\"minimumCount\": 10", "\"minimumCount\": 99999999999")]
    [InlineData("\"en\": \"State Cashback\"", "\"en\": \"\\ud800\"")]
    public void A_programme_that_no_calendar_and_no_purse_can_hold(string right, string wrong)
    {
        var text = File.ReadAllText(Given.InRepository("programmes/state-cashback-2020.json"));
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.Throws<ProgrammeInvalidException>(() => ProgrammeReader.Read(Given.Utf8(string.Concat(text.AsSpan(0, at), wrong, text.AsSpan(at + right.Length))), "it.json"));
    }

    [Fact]
    public async Task A_file_of_outcomes()
    {
        string[] faults = ["format", "row-too-long", "reason-too-long", "reference-too-long", "result-unknown", "date-invalid"];
        foreach (var bytes in Mutated(Given.Utf8("\uFEFFuniqueID;result;reason;CRO;date\r\no1;OK;;CRO1;10/02/2021\r\no2;KO;IBAN closed;;\r\n\"o3\";\"OK\";\"\";\"C;1\";2021-02-10")).Sample(2_000))
        {
            try
            {
                await foreach (var row in OutcomeFile.ReadAsync(new MemoryStream(bytes), Given.Day("2021-02-11"), TestContext.Current.CancellationToken))
                {
                    if (row.Command is null) Assert.Contains(row.Fault, faults);
                    else Assert.Null(row.Fault);
                }
            }
            catch (DecoderFallbackException)
            {
                // Not UTF-8, as it says.
            }
        }
    }

    [Fact]
    public void A_tax_id() => Holds(3_000, Mutated(Given.Utf8("RSSMRA85T10A562S"), Given.Utf8(" mllsnt82p65z404u "), Given.Utf8("12345678903")), bytes =>
    {
        if (FiscalCode.TryParse(Encoding.UTF8.GetString(bytes), out var code)) Assert.Matches("^([A-Z0-9]{16}|[0-9]{11})\\z", code.Value);
    });

    [Fact]
    public void An_account_number() => Holds(3_000, Mutated(Given.Utf8("IT60X0542811101000000123456"), Given.Utf8("de89 3704 0044 0532 0130 00"), Given.Utf8("MT84MALT011000012345MTLCAST001S")), bytes =>
    {
        if (Iban.TryParse(Encoding.UTF8.GetString(bytes), out var iban)) Assert.Matches("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\\z", iban.Value);
    });

    [Fact]
    public void A_card_number_in_a_request() => Holds(3_000, Mutated(Given.Utf8("""{"pan":"4111 1111 1111 1111","expiry":"12/27","nickname":"blue"}"""), Given.Utf8("""{"pan":"\u0034111-1111-1111-1111"}""")), bytes =>
    {
        try
        {
            using var number = JsonSerializer.Deserialize(bytes, CashbackJson.Default.AddInstrumentRequest)?.Pan?.Number;
            if (number is not null) Assert.InRange(number.Digits.Length, 12, 19);
        }
        catch (JsonException)
        {
            // Its message may repeat what was sent; the server's answer does not.
        }
    });

    [Fact]
    public void The_bytes_of_a_card_number() => Holds(3_000, Mutated(Given.Utf8("4111 1111 1111 1111"), Given.Utf8("4111\u00a01111\u00a01111\u00a01111")), bytes =>
    {
        using var number = CardNumber.TryParse(bytes, out var parsed) ? parsed : null;
        if (number is not null) Assert.InRange(number.Digits.Length, 12, 19);
    });
}
