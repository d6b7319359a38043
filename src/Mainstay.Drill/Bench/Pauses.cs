namespace Mainstay.Drill.Bench;

/// <summary>The collections of the garbage collector while something is measured: how many of each generation, and the longest stop of each.</summary>
internal sealed class Pauses
{
    private readonly int[] _before = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
    private readonly TimeSpan[] _longest = new TimeSpan[3];
    private readonly TimeSpan _pausedBefore = GC.GetTotalPauseDuration();
    private long _seen = GC.GetGCMemoryInfo(GCKind.Any).Index;

    /// <summary>Looks for collections since the last look; called often, so that few are missed.</summary>
    public void Look()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        if (last.Index == _seen) return;
        _seen = last.Index;
        foreach (var pause in last.PauseDurations)
        {
            if (pause > _longest[last.Generation]) _longest[last.Generation] = pause;
        }
    }

    /// <summary>For work during which nobody can look.</summary>
    public void AddShareTo(List<Figure> figures, TimeSpan elapsed) =>
        figures.Add(new Figure("  share of the time in pauses of the garbage collector", (GC.GetTotalPauseDuration() - _pausedBefore) / elapsed * 100, "%"));

    public void AddTo(List<Figure> figures, TimeSpan elapsed)
    {
        AddShareTo(figures, elapsed);
        var collections = Enumerable.Range(0, 3).Select(generation => GC.CollectionCount(generation) - _before[generation]).ToArray();
        for (var generation = 0; generation < 3; generation++)
        {
            figures.Add(new Figure(
                $"    generation {generation}: {collections[generation] - (generation < 2 ? collections[generation + 1] : 0)} collections, longest pause seen", _longest[generation].TotalMilliseconds, "ms"));
        }
    }
}
