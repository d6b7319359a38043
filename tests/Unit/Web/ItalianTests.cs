using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web;

public sealed class ItalianTests
{
    [Theory]
    [InlineData("vale dal 8 dicembre 2020", "vale dall’8 dicembre 2020")]
    [InlineData("vale dal 11 gennaio", "vale dall’11 gennaio")]
    [InlineData("fino al 8 dicembre", "fino all’8 dicembre")]
    [InlineData("Il 80% di quello che paghi", "L’80% di quello che paghi")]
    [InlineData("il primo del 11", "il primo dell’11")]
    [InlineData("vale dal 9 dicembre", "vale dal 9 dicembre")]
    [InlineData("fino al 18 dicembre", "fino al 18 dicembre")]
    [InlineData("dal 110 al 1800", "dal 110 al 1800")]
    public void An_article_is_elided_before_otto_and_undici(string written, string right) => Assert.Equal(right, Italian.Elide(written));
}
