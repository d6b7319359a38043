using System.Globalization;
using Mainstay.Drill.Bench.Generator;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>What a day of overload came to, as lines of the table. Only what is shipped has to reach something.</summary>
internal static class OverloadFigures
{
    private const int Twice = 1;
    private const int FiveTimes = 3;
    private const double AlmostAll = 97;

    public static void Add(List<Figure> figures, OverloadDay day, double capacity)
    {
        foreach (var phase in (int[])[Twice, FiveTimes]) Add(figures, day, phase, capacity);
    }

    /// <summary>What can be reached at all: no refusal costs less than the least answer by much.</summary>
    public static void AddCeiling(List<Figure> figures, LeastAnswer least, int connections, double capacity)
    {
        figures.Add(new Figure(string.Create(CultureInfo.InvariantCulture, $"  processor time of one over {connections} connections: server"), least.Server * 1e6, "µs"));
        figures.Add(new Figure("  and generator", least.Generator * 1e6, "µs"));
        foreach (var times in (int[])[2, 5])
        {
            figures.Add(new Figure(string.Create(CultureInfo.InvariantCulture, $"  the most goodput that is possible at {times} times when a refusal costs as much"), least.MostGoodput(capacity, times) * 100, "% of capacity"));
            figures.Add(new Figure("  what a refusal may cost both together for 90 %", LeastAnswer.MayCostMicroseconds(0.9, capacity, times), "µs"));
        }
    }

    private static void Add(List<Figure> figures, OverloadDay day, int phase, double capacity)
    {
        var report = day.Phases[phase];
        var all = report.All;
        var isOverload = Percent(all.Done, all.Due) < AlmostAll;
        var isOurs = day.Kind == "adaptive" && isOverload; // Where all are answered nothing was put to the test.
        var goodput = all.Done / report.Phase.Seconds / capacity * 100;
        figures.Add(Judged($"{day}, offered {report.Phase.Name} the capacity: goodput by count (2xx within a second; what is let in first costs less than the mix)", goodput, "% of capacity", "at least 90", goodput >= 90, isOurs));
        if (!isOverload) figures.Add(new Figure("  NO OVERLOAD: as good as all were answered, so the capacity was measured too low; nothing is judged. Answered", Percent(all.Done, all.Due), "% of what was due"));
        figures.Add(new Figure("  really sent", all.Sent / report.Phase.Seconds / capacity, "times the capacity"));
        figures.Add(new Figure("  given up before they could be sent, late, or broken", Percent(all.GivenUp + all.Late + all.Failed, all.Due), "% of what was due"));
        var must = Tally.Sum(report.ByKind.Where((_, kind) => OverloadMix.MustSucceed(kind)));
        figures.Add(Judged("  own data and the critical class answered", Percent(must.Done, must.Due), "%", "at least 98", Percent(must.Done, must.Due) >= 98, isOurs));
        figures.Add(new Figure("  their answers, 99th percentile", must.Answers.PercentileMs(99), "ms"));
        var write = report.ByKind[(int)OverloadStep.NewCard];
        figures.Add(new Figure("  new cards answered", Percent(write.Done, write.Due), "%"));
        figures.Add(new Figure("  everybody's answers, 99th percentile", all.Answers.PercentileMs(99), "ms"));
        if (all.Refused > 0) AddRefusals(figures, all, isOurs);
        figures.AddRange(report.StolenFigures);
        figures.Add(new Figure("  processors that the server used", day.Processors[phase].Server, "of " + Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)));
        figures.Add(new Figure("  processors that the generator used", day.Processors[phase].Generator, "of " + Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)));
        figures.Add(new Figure("  the generator itself was behind by at most", report.Behind.TotalMilliseconds, "ms"));
        var back = day.BackToNormalAfter(phase + 1);
        figures.Add(Judged("  afterwards everybody is answered again after", back, "s", "at most 5", back <= 5, isOurs));
    }

    private static void AddRefusals(List<Figure> figures, Tally all, bool isOurs)
    {
        var p99 = all.Refusals.PercentileMs(99);
        figures.Add(Judged("  refusals, 99th percentile, from when the request was due", p99, "ms", "within 50", p99 <= 50, isOurs));
        figures.Add(new Figure("  refusals, median", all.Refusals.PercentileMs(50), "ms"));
        figures.Add(new Figure("  refused", Percent(all.Refused, all.Due), "% of what was due"));
    }

    private static Figure Judged(string what, double value, string unit, string target, bool reached, bool isOurs) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what}"), value, unit, isOurs ? target : null, isOurs ? reached : null);

    private static double Percent(long part, long whole) => whole == 0 ? 0 : part * 100.0 / whole;
}
