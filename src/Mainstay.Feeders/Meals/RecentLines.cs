using System.Collections.Immutable;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Meals;

/// <summary>The newest occurrences of a feeder: those of a day and a half, of whatever zone, and never more than a bound. By when they were due.</summary>
internal static class RecentLines
{
    public const int Most = 64;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(36);

    public static ImmutableArray<MealLine> With(ImmutableArray<MealLine> lines, params ReadOnlySpan<MealLine> said)
    {
        var all = lines.ToBuilder();
        foreach (var line in said) Put(all, line);
        return Bounded(all);
    }

    public static ImmutableArray<MealLine> With(ImmutableArray<MealLine> lines, ImmutableArray<MealLine> said) => With(lines, said.AsSpan());

    public static MealLine? Find(ImmutableArray<MealLine> lines, string occurrenceId)
    {
        foreach (var line in lines)
        {
            if (line.OccurrenceId == occurrenceId) return line;
        }

        return null;
    }

    /// <summary>Whether it is so old that it would not be kept: its history is the view's matter alone.</summary>
    public static bool IsBeyond(ImmutableArray<MealLine> lines, MealLine line) =>
        lines is [var first, .., var last] && (line.Due < last.Due - Kept || (lines.Length == Most && line.Due < first.Due));

    /// <summary>
    /// From when on an occurrence of which there is no line is one of which nothing was said. Earlier ones may have been said and be beyond what is kept: only the history knows. A meal that a clock far ahead has
    /// dated after its own report makes nothing older.
    /// </summary>
    public static DateTimeOffset KnownFrom(ImmutableArray<MealLine> lines)
    {
        if (lines.LastOrDefault(line => !(line.Due > line.ReportedAt + Kept)) is not { } newest) return default;
        var kept = newest.Due < DateTimeOffset.UnixEpoch + Kept ? default : newest.Due - Kept;
        return lines.Length == Most && lines[1].Due > kept ? lines[1].Due : kept;
    }

    private static void Put(ImmutableArray<MealLine>.Builder all, MealLine line)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].OccurrenceId != line.OccurrenceId) continue;
            all.RemoveAt(i);
            break;
        }

        var at = all.Count;
        while (at > 0 && Comes(line, all[at - 1])) at--;
        all.Insert(at, line);
    }

    private static bool Comes(MealLine line, MealLine before) => line.Due < before.Due || (line.Due == before.Due && string.CompareOrdinal(line.OccurrenceId, before.OccurrenceId) < 0);

    /// <summary>The last that the feeder said something of stays, however long ago: after a week of silence it is what a person wants to know.</summary>
    private static ImmutableArray<MealLine> Bounded(ImmutableArray<MealLine>.Builder all)
    {
        var oldest = all[^1].Due - Kept;
        var last = all.LastOrDefault(line => line.ReportedAt is not null);
        all.RemoveAll(line => line.Due < oldest && line != last);
        while (all.Count > Most) all.RemoveAt(all[0] == last ? 1 : 0);
        return all.DrainToImmutable();
    }
}
