using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>Every text that a person sees is there in English, French and Italian.</summary>
public sealed partial class TextsTests
{
    /// <summary>The English files: those without a language in their name.</summary>
    public static TheoryData<string> Files => [.. Source.Files("*.resx", "src").Where(path => Path.GetFileNameWithoutExtension(path).IndexOf('.', StringComparison.Ordinal) < 0)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_text_is_there_in_each_language_with_the_same_places(string english)
    {
        var original = Texts(english);
        Assert.Empty(original.Where(text => text.Value.Length == 0).Select(text => text.Key));
        foreach (var language in (string[])["fr", "it"])
        {
            var translated = Texts(Path.ChangeExtension(english, $".{language}.resx"));

            Assert.Empty(original.Keys.Except(translated.Keys, StringComparer.Ordinal).Select(key => $"{language} lacks {key}"));
            Assert.Empty(translated.Keys.Except(original.Keys, StringComparer.Ordinal).Select(key => $"{language} has {key} for nothing"));
            Assert.Empty(original.Where(text => Places(text.Value) != Places(translated[text.Key])).Select(text => $"{language} {text.Key}: {translated[text.Key]}"));
        }
    }

    private static Dictionary<string, string> Texts(string path) =>
        XDocument.Parse(Source.Read(path)).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value.Trim(), StringComparer.Ordinal);

    /// <summary>The numbered places {0}, {1} of a text, each once.</summary>
    private static string Places(string text) => string.Concat(Place().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d+")]
    private static partial Regex Place();
}
