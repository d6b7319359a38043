namespace Mainstay.Web;

/// <summary>What the bar shows to one person, and where they are in it.</summary>
internal sealed class NavigationMap
{
    private NavigationMap(IReadOnlyList<Entry> entries, NavigationItem? current) => (Entries, Current) = (entries, current);

    /// <summary>One section and its items for this person, lowest order first.</summary>
    internal sealed record Entry(string Section, IReadOnlyList<NavigationItem> Items)
    {
        public string Href => Items[0].Href;
    }

    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The item whose page, or a page below it, is shown; null elsewhere.</summary>
    public NavigationItem? Current { get; }

    /// <summary>The items beside the current one, when there are any.</summary>
    public IReadOnlyList<NavigationItem> Siblings =>
        Entries.FirstOrDefault(entry => entry.Section == Current?.Section) is { Items.Count: > 1 } here ? here.Items : [];

    public static NavigationMap For(IEnumerable<NavigationItem> items, SignedIn? who, string path)
    {
        var mine = items.Where(item => item.IsFor(who)).OrderBy(item => item.Order).ToList();
        var entries = Sections.All.Select(section => new Entry(section, [.. mine.Where(item => item.Section == section)])).Where(entry => entry.Items.Count > 0);
        return new NavigationMap([.. entries], mine.Where(item => IsAt(item.Href, path)).MaxBy(item => item.Href.Length));
    }

    private static bool IsAt(string href, string path) => path == href || (href != "/" && path.StartsWith(href + "/", StringComparison.Ordinal));
}
