using System.Globalization;
using System.Text.RegularExpressions;
using Mainstay.Tests.Unit.Architecture;

namespace Mainstay.Tests.Unit.Web;

/// <summary>What the stylesheet promises: contrast in light and dark, and tokens only.</summary>
public sealed partial class StylesheetTests
{
    private static readonly string s_css = Source.Read("src/Mainstay.Web/Assets/mainstay.css");

    /// <summary>Text on ground, and the least contrast. Source: WCAG 2.2, 1.4.3 and 1.4.11.</summary>
    public static TheoryData<string, string, double> Pairs => new()
    {
        { "ink", "bg", 4.5 }, { "ink", "surface", 4.5 }, { "ink", "sunken", 4.5 },
        { "ink-soft", "bg", 4.5 }, { "ink-soft", "surface", 4.5 }, { "ink-soft", "sunken", 4.5 }, { "ink-soft", "accent-soft", 4.5 },
        { "accent", "bg", 4.5 }, { "accent", "surface", 4.5 }, { "accent", "accent-soft", 4.5 }, { "accent", "waiting-soft", 4.5 }, { "accent", "sunken", 4.5 },
        { "on-accent", "accent", 4.5 }, { "on-accent", "accent-strong", 4.5 },
        { "good", "surface", 4.5 }, { "good", "bg", 4.5 }, { "good", "good-soft", 4.5 }, { "good", "accent-soft", 4.5 },
        { "waiting", "surface", 4.5 }, { "waiting", "bg", 4.5 }, { "waiting", "waiting-soft", 4.5 }, { "waiting", "accent-soft", 4.5 },
        { "trouble", "surface", 4.5 }, { "trouble", "bg", 4.5 }, { "trouble", "trouble-soft", 4.5 }, { "trouble", "accent-soft", 4.5 }, { "on-trouble", "trouble", 4.5 },
        { "ink", "good-soft", 4.5 }, { "ink", "waiting-soft", 4.5 }, { "ink", "trouble-soft", 4.5 },
        { "second", "surface", 4.5 }, { "bg", "ink", 4.5 },
        { "edge", "surface", 3 }, { "edge", "bg", 3 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_and_edges_stand_out_in_light_and_dark(string text, string ground, double least)
    {
        Assert.InRange(Contrast(Light[text], Light[ground]), least, 21);
        Assert.InRange(Contrast(Dark[text], Dark[ground]), least, 21);
    }

    [Fact]
    public void Both_ways_to_the_dark_are_the_same_dark()
    {
        var blocks = DarkBlocks();
        Assert.Equal(2, blocks.Count);
        Assert.Equal(blocks[0], blocks[1]);
        Assert.Empty(Light.Keys.Except(Dark.Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void Colours_are_tokens()
    {
        var rules = s_css[s_css.IndexOf("/* Ground */", StringComparison.Ordinal)..];
        Assert.Empty(Hex().Matches(rules).Select(match => match.Value));
    }

    private static Dictionary<string, string> Light => Tokens(s_css[..s_css.IndexOf("@media", StringComparison.Ordinal)]);

    private static Dictionary<string, string> Dark => DarkBlocks()[0];

    private static List<Dictionary<string, string>> DarkBlocks() =>
        [.. s_css.Split('{').Where(block => block.Contains("--bg: #1", StringComparison.Ordinal)).Select(block => Tokens(block.Split('}')[0]))];

    private static Dictionary<string, string> Tokens(string css) =>
        Token().Matches(css).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }

    [GeneratedRegex(@"--(?<name>[a-z-]+): (?<value>#[0-9a-f]{6})\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}\b")]
    private static partial Regex Hex();
}
