using Mainstay.Drill.Bench.Generator;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>How many of the machine's processors the server and the generator used, phase by phase: what the one takes is missing to the other.</summary>
/// <param name="server">Processor time that the server has used.</param>
internal sealed class ProcessorsInUse(Func<TimeSpan> server)
{
    private readonly List<(double Server, double Generator)> _byPhase = [];
    private (TimeSpan Server, TimeSpan Generator) _before;

    public IReadOnlyList<(double Server, double Generator)> ByPhase => _byPhase;

    public void Begin() => _before = Now();

    public void EndOf(Phase phase)
    {
        var now = Now();
        _byPhase.Add(((now.Server - _before.Server).TotalSeconds / phase.Seconds, (now.Generator - _before.Generator).TotalSeconds / phase.Seconds));
        _before = now;
    }

    private (TimeSpan Server, TimeSpan Generator) Now() => (server(), Environment.CpuUsage.TotalTime);
}
