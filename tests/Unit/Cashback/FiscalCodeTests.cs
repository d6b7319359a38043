using Mainstay.Cashback.Participants;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class FiscalCodeTests
{
    [Theory]
    [InlineData("RSSMRA85T10A562S")] // the ministry's example
    [InlineData("MRTMTT91D08F205J")]
    [InlineData("MLLSNT82P65Z404U")] // a woman, born abroad
    [InlineData("rssmra85t10a562s")]
    [InlineData(" RSSMRA85T10A562S ")]
    [InlineData("12345678903")] // temporary, eleven digits
    public void A_right_code_is_taken(string text)
    {
        Assert.True(FiscalCode.TryParse(text, out var code));
        Assert.Equal(text.Trim().ToUpperInvariant(), code.Value);
        Assert.DoesNotContain(code.Value, code.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("RSSMRA85T10A562T")] // check character
    [InlineData("RSSMRA85T10A562")]
    [InlineData("RSSMRA85T10A562SS")]
    [InlineData("RSSMRA85G10A562S")] // no such month
    [InlineData("1SSMRA85T10A562S")]
    [InlineData("12345678901")] // check digit
    [InlineData("1234567890A")]
    public void A_wrong_code_is_refused(string? text) => Assert.False(FiscalCode.TryParse(text, out _));

    [Theory]
    [InlineData("RSSMRA85T00A562")]
    [InlineData("RSSMRA85T32A562")]
    [InlineData("RSSMRA85T40A562")]
    [InlineData("RSSMRA85T72A562")]
    public void A_day_that_does_not_exist_is_refused_with_any_check_character(string beginning) =>
        Assert.DoesNotContain(Enumerable.Range('A', 26), check => FiscalCode.TryParse(beginning + (char)check, out _));

    [Theory]
    [InlineData("RSSMRA85T10A56N")] // 2 -> N
    [InlineData("RSSMRA85T10AR6N")] // 5 -> R
    [InlineData("RSSMRAUR T10A562")]
    public void Omocodes_are_taken_with_the_check_character_that_fits(string beginning)
    {
        var taken = Enumerable.Range('A', 26).Count(check => FiscalCode.TryParse(beginning.Replace(" ", "", StringComparison.Ordinal) + (char)check, out _));
        Assert.Equal(1, taken);
    }
}
