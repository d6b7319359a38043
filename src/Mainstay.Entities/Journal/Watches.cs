using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>Who waits for an entity to change. A commit of an entity that nobody watches costs one look at an empty table.</summary>
internal sealed class Watches
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _waiting = new(StringComparer.Ordinal);

    public Task<long> Next(string stream) =>
        _waiting.GetOrAdd(stream, static _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Committed(EntityCell cell, Snapshot snapshot)
    {
        if (!_waiting.IsEmpty && _waiting.TryRemove(cell.Stream, out var waiting)) waiting.TrySetResult(snapshot.Version);
    }
}
