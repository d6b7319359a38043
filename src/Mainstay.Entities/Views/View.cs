using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Mainstay.Entities;

/// <summary>
/// A read model: tables in a file of their own, written from the journal in the journal's order, cursor and rows in one transaction. It may be dropped at any
/// time; it is then rebuilt while the server serves.
/// </summary>
/// <param name="name">The file is views/name.db.</param>
/// <param name="version">Another number than the file's: dropped and rebuilt.</param>
public abstract class View(string name, int version)
{
    private readonly Lock _gate = new();
    private readonly SortedList<long, Waiting> _waiting = [];
    private ViewFile? _file;
    private long _position;

    public string Name { get; } = name;

    public int Version { get; } = version;

    /// <summary>The journal offset up to which the view has read.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Why the view stands still, or null while it follows. Its readers see what it had.</summary>
    public string? StoppedBecause { get; private set; }

    /// <summary>Creates the tables in an empty file.</summary>
    protected internal abstract void CreateTables(SqliteConnection database);

    /// <summary>Writes what follows from one event. Events that do not concern the view are passed over.</summary>
    protected internal abstract void Apply(in StoredEvent stored, ViewWriter writer);

    /// <summary>Opens a read-only connection; dispose it soon, for a long read keeps the view's log from being written out.</summary>
    public SqliteConnection OpenReader() => (_file ?? throw new InvalidOperationException($"The view {Name} is not attached to a host.")).OpenReader();

    /// <summary>Waits until the view has read <paramref name="offset"/>, so that a person sees what they have just done.</summary>
    public Task WaitForAsync(long offset, CancellationToken cancellationToken) => Position >= offset ? Task.CompletedTask : WaitAsync(offset, cancellationToken);

    /// <summary>
    /// Waits until the view has read all that belongs to any state that was read or answered before: up to <see cref="EntityHost.SeenOffset"/>. Up to the journal's head would not do, for it moves a
    /// moment after states become visible, and the rows of the last batch would be missing.
    /// </summary>
    public Task CatchUpAsync(EntityHost host, CancellationToken cancellationToken) => WaitForAsync(host.SeenOffset, cancellationToken);

    /// <summary>
    /// Goes round now, and again whenever the view has moved on since the last round began: what it reads while a round is under way is not missed. Ends when cancelled.
    /// </summary>
    /// <returns>The position before each round.</returns>
    public async IAsyncEnumerable<long> RoundsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var position = Position;
            yield return position;
            await WaitForAsync(position + 1, cancellationToken);
        }
    }

    // The last one who waits for an offset takes it out again: while a view stands still nobody else does.
    private async Task WaitAsync(long offset, CancellationToken cancellationToken)
    {
        if (Join(offset) is not { } waiting) return;
        try
        {
            await waiting.Reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(offset, waiting);
        }
    }

    /// <returns>Null when it is reached by now.</returns>
    private Waiting? Join(long offset)
    {
        lock (_gate)
        {
            if (Position >= offset) return null;
            if (!_waiting.TryGetValue(offset, out var waiting)) _waiting.Add(offset, waiting = new Waiting());
            waiting.Count++;
            return waiting;
        }
    }

    private void Leave(long offset, Waiting waiting)
    {
        lock (_gate)
        {
            if (--waiting.Count == 0 && _waiting.TryGetValue(offset, out var known) && known == waiting) _waiting.Remove(offset);
        }
    }

    internal void Attach(ViewFile file)
    {
        _file = file;
        Interlocked.Exchange(ref _position, file.Position);
    }

    internal void MovedTo(long position)
    {
        List<TaskCompletionSource> reached = [];
        lock (_gate)
        {
            Interlocked.Exchange(ref _position, position);
            while (_waiting.Count > 0 && _waiting.GetKeyAtIndex(0) <= position)
            {
                reached.Add(_waiting.GetValueAtIndex(0).Reached);
                _waiting.RemoveAt(0);
            }
        }

        foreach (var waiting in reached) waiting.SetResult();
    }

    /// <summary>For tests: how many offsets somebody waits for.</summary>
    internal int Awaited
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    internal void Stop(string reason) => StoppedBecause = reason;

    private sealed class Waiting
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }
    }
}
