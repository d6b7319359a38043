namespace Mainstay.Entities.Maintenance;

/// <summary>What was found so far; of the same about the same, only so much. An entity that stops is found by whichever thread goes through it.</summary>
internal sealed class VerifyFindings
{
    private const int PerSubject = 20;
    private readonly Lock _gate = new();
    private readonly List<VerifyFinding> _all = [];

    public IReadOnlyList<VerifyFinding> All => _all;

    public void Add(FindingKind kind, string where, string what)
    {
        lock (_gate) AddOne(kind, where, what);
    }

    private void AddOne(FindingKind kind, string where, string what)
    {
        var already = _all.Count(finding => finding.Kind == kind && finding.Where == where);
        if (already < PerSubject) _all.Add(new VerifyFinding(kind, where, what));
        else if (already == PerSubject) _all.Add(new VerifyFinding(kind, where, "There is more of the same."));
    }
}
