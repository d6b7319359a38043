using Mainstay.Cashback.AcquirerFiles;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class AcquirerRowParserTests
{
    private const string Row19 = "36081;00;02;4111111111111111;2020-12-10T16:03:53.000+01:00;98174002575951220007275953;005423;;1150;978;09509;400000098174;98174002;54133300;4900;fc321543;12345678901;01;par2";
    private const string Row15 = "36081;00;02;4111111111111111;2020-12-10T16:03:53.000+01:00;98174002575951220007275953;005423;cor;1150;978;09509;400000098174;98174002;541333;4900";

    private static (RowFault? Fault, AcquirerRow? Row) Parse(string text)
    {
        var line = Given.Utf8(text);
        Span<Range> columns = stackalloc Range[AcquirerRowParser.ColumnSlots];
        var fault = AcquirerRowParser.Check(line, "978"u8, columns, out var values);
        return (fault, fault is null ? AcquirerRowParser.Make(line, columns, values, text.Count(c => c == ';') == 18) : null);
    }

    private static string With(string row, int column, string text)
    {
        var columns = row.Split(';');
        columns[column - 1] = text;
        return string.Join(';', columns);
    }

    [Fact]
    public void A_row_of_19_columns_is_read()
    {
        var (fault, row) = Parse(Row19);
        Assert.Null(fault);
        Assert.Equal(
            new AcquirerRow("00", "02", "36081", Given.Instant("2020-12-10T15:03:53Z"), "98174002575951220007275953", "005423", null, 1150, "09509", "400000098174", "98174002", "4900", "01"), row);
    }

    [Fact]
    public void A_row_of_15_columns_is_read_and_has_no_channel()
    {
        var (fault, row) = Parse(Row15);
        Assert.Null(fault);
        Assert.Null(row!.PosType);
        Assert.Equal("cor", row.CorrelationId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(18)]
    public void An_empty_mandatory_column_is_missing(int column)
    {
        Assert.Equal(new RowFault("missing", column), Parse(With(Row19, column, "")).Fault);
        Assert.Equal(new RowFault("missing", column), Parse(With(Row19, column, "  ")).Fault);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(19)]
    public void Three_columns_may_be_empty(int column) => Assert.Null(Parse(With(Row19, column, "")).Fault);

    [Theory]
    [InlineData(1, "123456789012345678901", "range")]
    [InlineData(2, "04", "operation")]
    [InlineData(2, "02", "operation")] // payments by telephone only in the form of 2020
    [InlineData(2, "000", "operation")]
    [InlineData(3, "1", "format")]
    [InlineData(3, "xx", "format")]
    [InlineData(3, "001", "format")]
    [InlineData(5, "03/20/2020 10:50:33", "format")]
    [InlineData(5, "2020-12-10T16:03:53", "format")]
    [InlineData(5, "2020-02-30T16:03:53.000+01:00", "range")]
    [InlineData(9, "-1", "format")]
    [InlineData(9, "11.50", "format")]
    [InlineData(9, "1 150", "format")]
    [InlineData(9, "100000000000", "range")]
    [InlineData(9, "99999999999999999999999", "range")]
    [InlineData(10, "756", "currency")]
    [InlineData(10, "EUR", "currency")]
    [InlineData(10, "0978", "currency")]
    [InlineData(14, "5413330", "format")]
    [InlineData(14, "5413330x", "format")]
    [InlineData(15, "549999", "range")]
    [InlineData(18, "02", "range")]
    [InlineData(18, "1", "format")]
    [InlineData(6, "a\tb", "format")]
    public void A_wrong_column_is_named_with_its_reason(int column, string text, string reason) =>
        Assert.Equal(new RowFault(reason, column), Parse(With(Row19, column, text)).Fault);

    [Fact]
    public void Lengths_count_characters_and_not_bytes()
    {
        Assert.Null(Parse(With(Row19, 12, new string('à', 255))).Fault);
        Assert.Equal(new RowFault("range", 12), Parse(With(Row19, 12, new string('à', 256))).Fault);
    }

    [Fact]
    public void Payments_by_telephone_are_known_to_the_form_of_2020()
    {
        Assert.False(Parse(With(Row15, 2, "02")).Row!.IsReversal);
        Assert.False(Parse(With(Row15, 2, "03")).Row!.IsReversal);
        Assert.True(Parse(With(Row15, 2, "01")).Row!.IsReversal);
        Assert.Equal(new RowFault("operation", 2), Parse(With(Row15, 2, "04")).Fault);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("hello", 2)]
    [InlineData("36081;00", 3)]
    [InlineData(Row15 + ";", 17)]
    [InlineData(Row19 + ";", 20)]
    [InlineData(Row19 + ";;;;;;;;;;;;;;;", 20)]
    [InlineData(";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;", 20)]
    public void Another_number_of_columns_is_no_row(string text, int column) => Assert.Equal(new RowFault("format", column), Parse(text).Fault);

    [Fact]
    public void The_first_wrong_column_from_the_left_is_reported() =>
        Assert.Equal(new RowFault("operation", 2), Parse(With(With(Row19, 9, "x"), 2, "99")).Fault);

    [Theory]
    [InlineData("2020-12-10T16:03:53.123+01:00", "2020-12-10T15:03:53.123Z")]
    [InlineData("2020-12-10T16:03:53.123Z", "2020-12-10T16:03:53.123Z")]
    [InlineData("2020-12-10T16:03:53.123-11:30", "2020-12-11T03:33:53.123Z")]
    [InlineData("2020-02-29T23:59:59.999+00:00", "2020-02-29T23:59:59.999Z")]
    [InlineData("1582-10-15T00:00:00.000Z", "1582-10-15T00:00:00.000Z")]
    [InlineData("9999-12-30T23:59:59.999Z", "9999-12-30T23:59:59.999Z")]
    public void Instants_are_read_with_their_offset(string text, string instant)
    {
        Assert.Null(AcquirerInstant.Read(Given.Utf8(text), out var milliseconds));
        Assert.Equal(Given.Instant(instant), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("2021-02-29T10:00:00.000Z", "range")]
    [InlineData("2020-13-01T10:00:00.000Z", "range")]
    [InlineData("2020-00-01T10:00:00.000Z", "range")]
    [InlineData("2020-01-00T10:00:00.000Z", "range")]
    [InlineData("2020-01-01T24:00:00.000Z", "range")]
    [InlineData("2020-01-01T10:60:00.000Z", "range")]
    [InlineData("2020-01-01T10:00:60.000Z", "range")]
    [InlineData("0000-01-01T10:00:00.000Z", "range")]
    [InlineData("0001-01-01T00:00:00.000+14:00", "range")]
    [InlineData("9999-12-31T23:59:59.999-01:00", "range")]
    [InlineData("2020-01-01T10:00:00.000+19:00", "range")]
    [InlineData("2020-01-01T10:00:00.000+01:60", "range")]
    [InlineData("2020-01-01t10:00:00.000Z", "format")]
    [InlineData("2020-01-01T10:00:00.000z", "format")]
    [InlineData("2020-01-01T10:00:00.000+0100", "format")]
    [InlineData("2020-01-01T10:00:00.000", "format")]
    [InlineData("2020-01-01T10:00:00.0000Z", "format")]
    [InlineData("2020-01-01 10:00:00.000Z", "format")]
    [InlineData("20200101T100000.000Z", "format")]
    [InlineData("", "format")]
    public void Other_instants_are_refused(string text, string reason) => Assert.Equal(reason, AcquirerInstant.Read(Given.Utf8(text), out _));

    [Fact]
    public void No_mutation_of_a_row_makes_the_parser_throw()
    {
        var random = new Random(20201208);
        Span<Range> columns = stackalloc Range[AcquirerRowParser.ColumnSlots];
        for (var i = 0; i < 20_000; i++)
        {
            var line = Given.Utf8(i % 2 == 0 ? Row19 : Row15);
            for (var j = 0; j <= i % 4; j++) line[random.Next(line.Length)] = (byte)random.Next(256);
            if (AcquirerRowParser.Check(line, "978"u8, columns, out var values) is { } fault)
            {
                Assert.Contains(fault.Reason, (string[])["format", "range", "currency", "operation", "missing"]);
                Assert.InRange(fault.Column, 1, 20);
            }
            else
            {
                AcquirerRowParser.Make(line, columns, values, hasPosType: i % 2 == 0);
            }
        }
    }

    [Theory]
    [InlineData("2020-12-10T12:00:00+01:00", "00", "36081", "trx-1", true)]
    [InlineData("2020-12-10T11:00:00Z", "00", "36081", "trx-1", true)] // the same instant in another notation
    [InlineData("2020-12-10T12:00:00.001+01:00", "00", "36081", "trx-1", false)]
    [InlineData("2020-12-10T12:00:00+01:00", "01", "36081", "trx-1", false)]
    [InlineData("2020-12-10T12:00:00+01:00", "00", "36082", "trx-1", false)]
    [InlineData("2020-12-10T12:00:00+01:00", "00", "36081", "trx-2", false)]
    public void Two_rows_are_one_transaction_when_five_things_agree(string at, string operation, string acquirer, string id, bool same) =>
        Assert.Equal(same, Given.Purchase().Key() == Given.Purchase(at, amountMinor: 77, operation, id: id, acquirer: acquirer).Key());
}
