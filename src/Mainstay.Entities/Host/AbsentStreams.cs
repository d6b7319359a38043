using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>
/// Streams that were looked for and are not there, so that what everybody asks for and nobody has written yet (a period that is not closed) is not searched for on disk each time. Bounded:
/// when it is full it begins anew.
/// </summary>
internal sealed class AbsentStreams(int limit = AbsentStreams.UsualLimit)
{
    private const int UsualLimit = 16_384;
    private readonly ConcurrentDictionary<string, bool> _streams = new(StringComparer.Ordinal);
    private int _count;

    public bool Contains(string stream) => _streams.ContainsKey(stream);

    /// <summary>The stream has no row and no entity. To be called while nobody can make its entity.</summary>
    public void Add(string stream)
    {
        if (Volatile.Read(ref _count) >= limit) Clear();
        if (_streams.TryAdd(stream, true)) Interlocked.Increment(ref _count);
    }

    /// <summary>An entity was made for the stream, and can be found among the loaded ones.</summary>
    /// <returns>True when the stream was known to be absent: it has no row.</returns>
    public bool Forget(string stream)
    {
        if (!_streams.TryRemove(stream, out _)) return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    public void Clear()
    {
        _streams.Clear();
        Volatile.Write(ref _count, 0);
    }
}
