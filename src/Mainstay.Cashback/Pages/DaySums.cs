namespace Mainstay.Cashback.Pages;

/// <summary>What changes of many days add up to, at as many points as a chart can show.</summary>
internal static class DaySums
{
    private const int MostSteps = 30;
    private const int LabelledParts = 2;

    /// <summary>
    /// From the day before the first change to the last day; every few days over a long time, and so that a chart's labels stand at even distances. The last point is the sum of all that was until then; empty when nothing was.
    /// </summary>
    /// <param name="changes">In order of time.</param>
    /// <param name="last">The last day that is shown.</param>
    public static IReadOnlyList<(DateOnly Day, long SumMinor)> Of(IReadOnlyList<(DateOnly Day, long Minor)> changes, DateOnly last)
    {
        if (changes.Count == 0 || changes[0].Day > last) return [];
        var days = last.DayNumber - changes[0].Day.DayNumber + 1;
        var stepDays = 1 + (days / MostSteps);
        var steps = LabelledParts * (1 + (days / (stepDays * LabelledParts)));
        return [.. Enumerable.Range(0, steps + 1).Select(step => last.AddDays((step - steps) * stepDays)).Select(day => (day, changes.Where(change => change.Day <= day).Sum(change => change.Minor)))];
    }
}
