namespace Mainstay.Tests.Simulation.Harness;

/// <summary>What runs came across, and how often: a simulation that no longer reaches something says nothing about it.</summary>
internal sealed class Reached
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Note(string what, long times = 1) => _counts[what] = _counts.GetValueOrDefault(what) + times;
}
