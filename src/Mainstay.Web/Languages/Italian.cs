using System.Text.RegularExpressions;

namespace Mainstay.Web;

/// <summary>What Italian does to an article before a number: "dal 9 dicembre", but "dall’8 dicembre", "l’11" and "all’80%".</summary>
internal static partial class Italian
{
    /// <summary>The text with articles elided before otto, ottanta, ottocento … and undici.</summary>
    public static string Elide(string text) => Article().Replace(text, match => Elided(match.Value) + "’");

    private static string Elided(string article) => article.TrimEnd() switch
    {
        "il" => "l",
        "Il" => "L",
        var joined => joined + "l",
    };

    [GeneratedRegex(@"\b([Ii]l|[Dd]al|[Aa]l|[Dd]el|[Nn]el|[Ss]ul) (?=8\d{0,2}\b|11\b)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Article();
}
