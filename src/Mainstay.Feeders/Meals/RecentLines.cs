using System.Collections.Immutable;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Meals;

/// <summary>
/// The newest occurrences of a feeder: those of a day and a half, of whatever zone, and never more than a bound. By when they were due. Meals that a clock far ahead has dated after their own report are
/// beside them, a few, because when their time comes nothing more will be said of them; they make nothing older, and nothing is forgotten for them.
/// </summary>
internal static class RecentLines
{
    public const int Most = 64;
    public const int MostAhead = 16;
    public static readonly TimeSpan Kept = TimeSpan.FromHours(36);
    private static readonly TimeSpan s_ahead = TimeSpan.FromHours(1);

    /// <summary>Due long after it was reported: by a clock that was ahead.</summary>
    public static bool IsAhead(MealLine line) => line.Due > line.ReportedAt + s_ahead;

    /// <summary>By days: nothing that a person would take for a meal that was given.</summary>
    public static bool IsFarAhead(MealLine line) => line.Due > line.ReportedAt + Kept;

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

    /// <summary>Whether it is so old, or so far ahead, that it would not be kept: its history is the view's matter alone.</summary>
    public static bool IsBeyond(ImmutableArray<MealLine> lines, MealLine line)
    {
        var (count, oldest, _, newest) = Ends(lines);
        if (IsAhead(line)) return lines.Length - count == MostAhead && lines[^1].Due < line.Due;
        return newest is not null && (line.Due < newest.Due - Kept || (count == Most && line.Due < oldest!.Due));
    }

    /// <summary>From when on an occurrence of which there is no line is one of which nothing was said. Earlier ones may have been said and be beyond what is kept: only the history knows.</summary>
    public static DateTimeOffset KnownFrom(ImmutableArray<MealLine> lines)
    {
        var (count, _, second, newest) = Ends(lines);
        if (newest is null) return default;
        var kept = newest.Due < DateTimeOffset.UnixEpoch + Kept ? default : newest.Due - Kept;
        return count == Most && second!.Due > kept ? second.Due : kept;
    }

    /// <summary>Of those that are not ahead: how many, the first two and the last.</summary>
    private static (int Count, MealLine? Oldest, MealLine? Second, MealLine? Newest) Ends(ImmutableArray<MealLine> lines)
    {
        var (count, oldest, second, newest) = (0, (MealLine?)null, (MealLine?)null, (MealLine?)null);
        foreach (var line in lines)
        {
            if (IsAhead(line)) continue;
            if (++count == 1) oldest = line;
            else if (count == 2) second = line;
            newest = line;
        }

        return (count, oldest, second, newest);
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
        var last = all.LastOrDefault(line => line.ReportedAt is not null && !IsAhead(line));
        if (all.LastOrDefault(line => !IsAhead(line)) is { } newest) all.RemoveAll(line => line.Due < newest.Due - Kept && line != last);
        if (all.Count > MostAhead) Shorten(all, last);
        return all.DrainToImmutable();
    }

    private static void Shorten(ImmutableArray<MealLine>.Builder all, MealLine? last)
    {
        var ahead = all.Count(IsAhead);
        for (; ahead > MostAhead; ahead--) all.RemoveAt(LastAhead(all));
        for (var at = 0; all.Count - ahead > Most;)
        {
            if (IsAhead(all[at]) || all[at] == last) at++;
            else all.RemoveAt(at);
        }
    }

    private static int LastAhead(ImmutableArray<MealLine>.Builder all)
    {
        var at = all.Count - 1;
        while (!IsAhead(all[at])) at--;
        return at;
    }
}
