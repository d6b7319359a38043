using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Faults;

namespace Mainstay.Tests.Simulation.Stores;

/// <summary>
/// What outlives a process. The journal's appends are flushed one by one; the entity rows are not, so that a power cut takes them back to an earlier transaction.
/// </summary>
internal sealed class Disk(Fault fault)
{
    private readonly List<RowContent> _history = [RowContent.Empty];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public MemoryJournalStore Journal { get; } = new();

    public Fault Fault { get; } = fault;

    /// <summary>The entity rows as a running process sees them.</summary>
    public RowContent Rows => _history[^1];

    /// <summary>Since the crash: nothing more is written or read until <see cref="Reopen"/>.</summary>
    public bool IsDown { get; private set; }

    /// <summary>On the thread that the simulation runs on.</summary>
    public bool IsOwnThread => Environment.CurrentManagedThreadId == _thread;

    /// <summary>As SQLite does it: who finds a row damaged gives all of them up, and the next start deletes them; a damaged row is found by its due instant too.</summary>
    public bool DamageSpreads { get; set; }

    public bool RowsAreGivenUp { get; set; }

    public CommitFate NextCommit { get; set; }

    /// <summary>Called at each seam, with the stream whose turn it is inside of; answers whether the process ends there.</summary>
    public Func<Seam, string?, bool>? AtSeam { get; set; }

    /// <summary>Told of what happens here that a run should come across.</summary>
    public Action<string>? Noted { get; set; }

    public void Pass(Seam seam, string? stream = null)
    {
        if (!IsDown && AtSeam?.Invoke(seam, stream) == true) IsDown = true;
        Check(seam);
    }

    public void Check(Seam seam)
    {
        if (IsDown) throw new SimulatedCrashException(seam);
    }

    public void Change(RowContent content)
    {
        _history.Add(content);
        if (_history.Count > 64) _history.RemoveRange(0, 32);
    }

    public void Crash() => IsDown = true;

    /// <summary>The rows' file is written out: a power cut from here on takes nothing older back.</summary>
    public void FlushRows() => _history.RemoveRange(0, _history.Count - 1);

    /// <summary>Takes the rows back to a transaction that happened since they were written out last.</summary>
    public void LosePower(Random random)
    {
        IsDown = true;
        var kept = random.Next(_history.Count);
        _history.RemoveRange(kept + 1, _history.Count - kept - 1);
    }

    public void LoseRows() => Change(RowContent.Empty);

    public void Reopen()
    {
        IsDown = false;
        NextCommit = CommitFate.Works;
        if (RowsAreGivenUp) LoseRows();
        RowsAreGivenUp = false;
        FlushRows();
    }

    /// <summary>A copy for a look at what a start would find now. Nothing done to it reaches this disk.</summary>
    public Disk Shadow()
    {
        var shadow = new Disk(Fault.None, Journal);
        shadow.Change(Rows);
        return shadow;
    }

    private Disk(Fault fault, MemoryJournalStore journal)
        : this(fault) => Journal = journal;
}

/// <summary>The content of the entity rows' file after one transaction.</summary>
internal sealed record RowContent(
    ImmutableSortedDictionary<string, EntityRow> Rows,
    ImmutableHashSet<string> Rotten,
    IReadOnlyList<ParkedMail> Parked,
    ImmutableDictionary<string, int> StateVersions,
    CheckpointMark Mark)
{
    public static readonly RowContent Empty =
        new(ImmutableSortedDictionary.Create<string, EntityRow>(StringComparer.Ordinal), [], [], ImmutableDictionary<string, int>.Empty, CheckpointMark.None);
}
