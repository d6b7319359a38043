using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>
/// Who waits for an entity to change. A commit of an entity that nobody watches costs one look at a table; an entity is in it only while somebody waits.
/// </summary>
internal sealed class Watches
{
    private readonly ConcurrentDictionary<string, Watch> _waiting = new(StringComparer.Ordinal);

    /// <summary>How many are watched.</summary>
    public int Count => _waiting.Count;

    /// <summary>Begins to watch: what is committed from now on completes <see cref="Watch.Changed"/>. Give it back with <see cref="End"/>.</summary>
    public Watch Begin(string stream)
    {
        while (true)
        {
            var watch = _waiting.GetOrAdd(stream, static _ => new Watch());
            if (watch.Join()) return watch;
        }
    }

    public void End(string stream, Watch watch)
    {
        if (watch.Leave()) _waiting.TryRemove(new KeyValuePair<string, Watch>(stream, watch));
    }

    public void Committed(EntityCell cell, Snapshot snapshot) => Changed(cell.Stream, snapshot.Version);

    /// <summary>Tells everybody who watches it now.</summary>
    public void Changed(string stream, long version)
    {
        if (!_waiting.IsEmpty && _waiting.TryRemove(stream, out var watch)) watch.Complete(version);
    }
}

/// <summary>One entity's next change, and how many wait for it.</summary>
internal sealed class Watch
{
    private readonly TaskCompletionSource<long> _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watchers;

    /// <summary>Completes with the committed version.</summary>
    public Task<long> Changed => _changed.Task;

    /// <summary>False when the last watcher has just left and the watch is on its way out of the table.</summary>
    public bool Join()
    {
        lock (_changed)
        {
            if (_watchers < 0) return false;
            _watchers++;
            return true;
        }
    }

    /// <summary>True for the last watcher, who takes the watch out of the table.</summary>
    public bool Leave()
    {
        lock (_changed)
        {
            if (--_watchers > 0) return false;
            _watchers = -1;
            return true;
        }
    }

    public void Complete(long version) => _changed.TrySetResult(version);
}
