using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web;

public sealed class FormatTests
{
    [Theory]
    [InlineData("en", 1250, "EUR", "€12.50")]
    [InlineData("en", -123456789, "EUR", "−€1,234,567.89")]
    [InlineData("en", 1250, "CHF", "CHF\u00a012.50")]
    [InlineData("fr", 1250, "EUR", "12,50\u00a0€")]
    [InlineData("fr", -5, "EUR", "−0,05\u00a0€")]
    [InlineData("it", 1234567, "EUR", "12.345,67\u00a0€")]
    [InlineData("it", 500, "JPY", "500\u00a0JPY")]
    [InlineData("en", 12345, "KWD", "KWD\u00a012.345")]
    [InlineData("en", long.MinValue, "EUR", "−€92,233,720,368,547,758.08")]
    public void An_amount_is_written_as_the_language_writes_it(string language, long minor, string currency, string expected)
    {
        Language.Find(language)!.Use();
        Assert.Equal(expected, Format.Money(minor, currency));
    }

    [Theory]
    [InlineData(1, "+€0.01")]
    [InlineData(0, "€0.00")]
    [InlineData(-1, "−€0.01")]
    public void A_change_has_a_sign_unless_it_is_none(long minor, string expected)
    {
        Language.English.Use();
        Assert.Equal(expected, Format.Change(new Mainstay.Contracts.Money(minor, "EUR")));
    }

    [Theory]
    [InlineData("en", 9, "9 December 2020")]
    [InlineData("fr", 9, "9 décembre 2020")]
    [InlineData("fr", 1, "1er décembre 2020")]
    [InlineData("fr", 21, "21 décembre 2020")]
    [InlineData("it", 1, "1 dicembre 2020")]
    public void A_date_is_written_out(string language, int day, string expected)
    {
        Language.Find(language)!.Use();
        Assert.Equal(expected, Format.Date(new DateOnly(2020, 12, day)));
    }

    [Fact]
    public void A_count_takes_the_form_of_its_language()
    {
        var texts = Texts.Of(typeof(WebModule).Assembly);
        Language.English.Use();
        Assert.Equal("0 things to put right", texts.Count("errors", 0));
        Assert.Equal("One thing to put right", texts.Count("errors", 1));
        Language.French.Use();
        Assert.Equal("Un point à corriger", texts.Count("errors", 0));
        Assert.Equal("2 points à corriger", texts.Count("errors", 2));
    }
}
