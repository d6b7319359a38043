using System.Text.RegularExpressions;
using Mainstay.FeederAgent.Local;
using Mainstay.Tests.Unit.Architecture;

namespace Mainstay.Tests.Unit.FeederAgent.Local;

/// <summary>The texts of a feeder's pages.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void Every_text_that_a_page_asks_for_is_there()
    {
        var english = Words.Find("en")!;
        var asked = Source.Files("*.cs", "src/Mainstay.FeederAgent/Local").SelectMany(path => Asked().Matches(Source.Read(path))).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, key => !key.EndsWith('.') && !english.Has(key));
    }

    [Theory]
    [InlineData("fr-CH, fr;q=0.9, en;q=0.8", "fr")]
    [InlineData("de, it;q=0.5", "it")]
    [InlineData("de", "en")]
    [InlineData("", "en")]
    public void The_language_is_the_first_of_the_browsers_that_there_is(string accepted, string language) => Assert.Equal(language, Words.Preferred(accepted).Language);

    [Fact]
    public void What_a_person_has_typed_is_encoded() => Assert.Equal("<p>&lt;script&gt; &amp; Zoë</p>", Html.Of($"<p>{"<script> & Zoë"}</p>").ToString());

    [GeneratedRegex("words\\[\"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
