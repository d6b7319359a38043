using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class CardTests
{
    [Theory]
    [InlineData("4111111111111111", "visa", "1111")]
    [InlineData("4111 1111 1111 1111", "visa", "1111")]
    [InlineData("4111-1111-1111-1111", "visa", "1111")]
    [InlineData(" 4222222222222 ", "visa", "2222")] // 13 digits
    [InlineData("5500005555555559", "mastercard", "5559")]
    [InlineData("2223003122003222", "mastercard", "3222")]
    [InlineData("2720992593319364", "mastercard", "9364")]
    [InlineData("378282246310005", "american-express", "0005")]
    [InlineData("6304000000000000", "maestro", "0000")]
    [InlineData("3530111333300000", "jcb", "0000")]
    [InlineData("6200000000000005", "unionpay", "0005")]
    [InlineData("30569309025904", "diners", "5904")]
    [InlineData("6011111111111117", "discover", "1117")]
    [InlineData("676770000005", "maestro", "0005")] // 12 digits
    [InlineData("6799990100000000019", "maestro", "0019")] // 19 digits
    [InlineData("9111111111111111115", "other", "1115")]
    public void A_right_number_is_taken_with_its_brand_and_last_digits(string text, string brand, string lastFour)
    {
        Assert.True(CardNumber.TryParse(Given.Utf8(text), out var number));
        using (number)
        {
            Assert.Equal(brand, number.Brand.Code());
            Assert.Equal(lastFour, number.LastFour);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("4111111111111112")] // check digit
    [InlineData("41111111111")] // 11 digits
    [InlineData("00000000000")]
    [InlineData("41111111111111111111")] // 20 digits
    [InlineData("4111a11111111111")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("４１１１１１１１１１１１１１１１")] // digits of another script
    [InlineData("4111\n1111\n1111\n1111")]
    public void A_wrong_number_is_refused(string text) => Assert.False(CardNumber.TryParse(Given.Utf8(text), out _));

    [Fact]
    public void Any_single_wrong_digit_is_refused()
    {
        for (var i = 0; i < Given.Card.Length; i++)
        {
            var wrong = Given.Card.ToCharArray();
            wrong[i] = (char)('0' + ((wrong[i] - '0' + 3) % 10));
            Assert.False(CardNumber.TryParse(Given.Utf8(new string(wrong)), out _));
        }
    }

    [Fact]
    public void Disposing_wipes_the_digits_and_no_text_shows_them()
    {
        Assert.True(CardNumber.TryParse(Given.Utf8(Given.Card), out var number));
        Assert.DoesNotContain("4111", number.ToString(), StringComparison.Ordinal);
        number.Dispose();
        Assert.All(number.Digits.ToArray(), digit => Assert.Equal(0, digit));
    }

    [Theory]
    [InlineData("12/20", "2020-12-31", false)] // good until the last day of the month
    [InlineData("12/20", "2021-01-01", true)]
    [InlineData("01/21", "2020-12-31", false)]
    [InlineData("11/20", "2020-12-01", true)]
    public void A_card_is_good_until_the_last_day_of_its_month(string text, string today, bool isOver)
    {
        Assert.True(CardExpiry.TryParse(text, out var expiry));
        Assert.Equal(text, expiry.ToString());
        Assert.Equal(isOver, expiry.IsOver(Given.Day(today)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("13/25")]
    [InlineData("00/25")]
    [InlineData("1/25")]
    [InlineData("12-25")]
    [InlineData("12/2025")]
    [InlineData("+1/25")]
    [InlineData(" 1/25")]
    public void Another_form_of_expiry_is_refused(string? text) => Assert.False(CardExpiry.TryParse(text, out _));
}
