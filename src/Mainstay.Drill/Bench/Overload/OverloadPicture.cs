using System.Globalization;
using System.Net;
using System.Text;
using Mainstay.Drill.Bench.Generator;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>Draws the days below each other: what was due, what was answered, what was turned away, and what was lost, second by second.</summary>
internal static class OverloadPicture
{
    private const int Width = 900;
    private const int PanelHeight = 220;
    private const int Left = 70;
    private const int Right = 130;
    private const int Top = 40;
    private const int Gap = 60;

    public static void Draw(string path, IReadOnlyList<OverloadDay> days, double capacity, OverloadShares shares)
    {
        var most = Math.Max(1, days.SelectMany(day => day.Seconds).Max(second => second.Due));
        var height = Top + (days.Count * (PanelHeight + Gap));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="system-ui,sans-serif" font-size="13"><title>Overload: {Text(shares.ToString())}</title><rect width="{Width}" height="{height}" fill="#fff"/>""");
        foreach (var (index, day) in days.Index()) DrawDay(svg, day, Top + (index * (PanelHeight + Gap)), most, capacity);
        svg.Append("</svg>\n");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(path, svg.ToString());
    }

    private static void DrawDay(StringBuilder svg, OverloadDay day, int top, int most, double capacity)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{top - 12}" font-weight="600">{Text(day.ToString())}: requests per second</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Left} {top}V{top + PanelHeight}H{Width - Right}" fill="none" stroke="#888"/>""");
        var level = Y(capacity, top, most);
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Left} {level:0.#}H{Width - Right}" stroke="#888" stroke-dasharray="4 4"/><text x="{Left - 6}" y="{level + 4:0.#}" text-anchor="end">{capacity:#,0}</text>""");
        Line(svg, day, top, most, "#9a9a9a", "due", second => second.Due);
        Line(svg, day, top, most, "#b45309", "turned away", second => second.Refused);
        Line(svg, day, top, most, "#b91c1c", "lost or late", second => second.Lost);
        Line(svg, day, top, most, "#15803d", "answered", second => second.Done);
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{top + PanelHeight + 18}">0</text><text x="{Width - Right}" y="{top + PanelHeight + 18}" text-anchor="end">{day.Seconds.Count} s</text>""");
    }

    /// <summary>A line with its name beside its highest stretch, at the right edge in a place of its own.</summary>
    private static void Line(StringBuilder svg, OverloadDay day, int top, int most, string colour, string name, Func<Second, int> of)
    {
        var step = (Width - Left - Right) / (double)Math.Max(1, day.Seconds.Count - 1);
        var points = string.Join(' ', day.Seconds.Select((second, index) => string.Create(CultureInfo.InvariantCulture, $"{Left + (index * step):0.#},{Y(of(second), top, most):0.#}")));
        var place = name switch { "due" => 0, "answered" => 1, "turned away" => 2, _ => 3 };
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/><text x="{Width - Right + 10}" y="{top + 16 + (place * 20)}" fill="{colour}">{name}</text>""");
    }

    private static double Y(double value, int top, int most) => top + PanelHeight - (Math.Min(value, most) / most * PanelHeight);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
