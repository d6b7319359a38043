namespace Mainstay.Entities.Maintenance;

/// <summary>The people for whom something in a journal is sealed. Filled by the threads of a recovery, which go through different entities side by side; read when they are done.</summary>
internal sealed class SealedSubjects
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);

    public IReadOnlySet<string> All => _all;

    public void Add(string subject)
    {
        lock (_gate) _all.Add(subject);
    }
}
