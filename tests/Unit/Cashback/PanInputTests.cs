using System.Text;
using System.Text.Json;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>A card number as it comes in a request: what is taken, and that no answer, error or log line can say it again.</summary>
public sealed class PanInputTests
{
    private static bool IsTaken(string json) => IsTaken(Given.Utf8(json));

    private static bool IsTaken(byte[] json)
    {
        var asked = JsonSerializer.Deserialize(json, CashbackJson.Default.AddInstrumentRequest)!;
        using var number = asked.Pan?.Number;
        Assert.DoesNotContain("1111", asked.ToString(), StringComparison.Ordinal);
        return number is not null;
    }

    private static string With(string pan) => $$"""{"pan":{{JsonSerializer.Serialize(pan)}},"expiry":"12/27"}""";

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData(" 4111 1111 1111 1111 ")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111\u00a01111\u00a01111\u00a01111")] // no-break spaces, as a bank's page is copied
    [InlineData("4111\u202f1111\u202f1111\u202f1111")] // narrow ones
    [InlineData("4111\u20091111\u20071111\u30001111")] // thin, figure and ideographic
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    public void A_number_is_taken_however_it_is_spaced(string pan) => Assert.True(IsTaken(With(pan)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("4111111111111112")] // check digit
    [InlineData("41111111111")] // 11 digits
    [InlineData("411111111110")] // 12 digits, check digit
    [InlineData("41111111111111111111")] // 20 digits
    [InlineData("41111111111111111110")]
    [InlineData("4111x11111111111")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("4111_1111_1111_1111")]
    [InlineData("4111\t1111\t1111\t1111")]
    [InlineData("4111\r\n111111111111")]
    [InlineData("4111\u00001111111111111")]
    [InlineData("4111\u200b111111111111")] // zero width
    [InlineData("4111\u2013111111111111")] // en dash
    [InlineData("٤١١١١١١١١١١١١١١١")] // Arabic digits
    [InlineData("４１１１１１１１１１１１１１１１")] // full-width digits
    [InlineData("4111111111111111,4111111111111111")]
    public void Anything_else_is_no_number(string pan) => Assert.False(IsTaken(With(pan)));

    [Theory]
    [InlineData("""{"pan":4111111111111111}""")]
    [InlineData("""{"pan":null}""")]
    [InlineData("""{"pan":true}""")]
    [InlineData("""{"pan":["4111111111111111"]}""")]
    [InlineData("""{"pan":{"number":"4111111111111111"}}""")]
    [InlineData("{}")]
    public void Another_kind_of_value_is_no_number(string json) => Assert.False(IsTaken(json));

    [Theory]
    [InlineData(12, "676770000005")]
    [InlineData(13, "4222222222222")]
    [InlineData(19, "6799990100000000019")]
    public void The_shortest_and_the_longest_numbers_are_taken(int digits, string pan)
    {
        Assert.Equal(digits, pan.Length);
        Assert.True(IsTaken(With(pan)));
        Assert.True(IsTaken(With(string.Join(' ', pan.ToCharArray()))));
    }

    [Fact]
    public void Ten_thousand_characters_are_no_number()
    {
        Assert.False(IsTaken(With(new string('4', 10_000))));
        Assert.False(IsTaken(With(Given.Card + new string(' ', 10_000))));
    }

    [Theory]
    [InlineData("{\"pan\":\"4111111111111111\\ud800\"}")] // half a character
    [InlineData("{\"pan\":\"4111111111111111")]
    [InlineData("{\"pan\":\"4111111111111111\",}")]
    public void A_broken_request_is_refused_without_saying_the_number(string json) =>
        Assert.DoesNotContain("1111", Assert.ThrowsAny<JsonException>(() => IsTaken(json)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_request_that_is_not_UTF_8_is_refused_without_saying_the_number()
    {
        byte[] json = [.. "{\"pan\":\"4111111111111111"u8, 0xE9, .. "\"}"u8];
        Assert.DoesNotContain("1111", Assert.ThrowsAny<JsonException>(() => IsTaken(json)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_never_written()
    {
        Assert.True(CardNumber.TryParse(Given.Utf8(Given.Card), out var number));
        using (number) Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new AddInstrumentRequest(new PanInput(number)), CashbackJson.Default.AddInstrumentRequest));
        Assert.DoesNotContain("1111", Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(new AddInstrumentRequest(), CashbackJson.Default.AddInstrumentRequest)), StringComparison.Ordinal);
    }
}
