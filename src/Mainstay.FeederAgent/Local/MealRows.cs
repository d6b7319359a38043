using System.Globalization;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Local;

/// <summary>Lines of the ledger as a person reads them.</summary>
internal static class MealRows
{
    public static Html Of(Words words, Times times, IEnumerable<Entry> entries, bool hasServer) => Html.Of($"<ul class=\"rows\">{Html.Join(entries.Select(entry => Row(words, times, entry, hasServer)))}</ul>");

    /// <summary>"given", "2 of 3 portions given: the power went".</summary>
    public static string State(Words words, Entry entry) => words["state." + KebabWord.Of(entry.State)] + (entry.Reason is { } reason ? ": " + words["reason." + reason] : "");

    private static Html Row(Words words, Times times, Entry entry, bool hasServer)
    {
        var title = times.Of(entry.StartedAt ?? entry.Due) + (entry.Pet is null ? "" : " · " + entry.Pet);
        var tone = entry.State switch { MealState.Done => "good", MealState.Skipped or MealState.Started or MealState.Due => "waiting", _ => "trouble" };
        var detail = words["source." + KebabWord.Of(entry.Source)] + (entry.ClockKnown ? "" : " · " + words["clock-was-unknown"]) + (hasServer && entry.IsUnreported ? " · " + words["unreported"] : "");
        return Frame.Row(title, detail, Html.Of($"<strong class=\"{tone}\">{State(words, entry)}</strong><span>{Amount(words, times, entry)}</span>"));
    }

    private static string Amount(Words words, Times times, Entry entry)
    {
        var portions = entry.Given == entry.Asked ? times.Portions(entry.Given) : words["portions-of", entry.Given, entry.Asked];
        return entry.Grams is { } grams ? portions + " · " + words["grams", grams.ToString("0", CultureInfo.InvariantCulture)] : portions;
    }
}
