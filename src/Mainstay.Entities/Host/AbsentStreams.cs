using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>
/// Streams that were looked for and are not there, so that what everybody asks for and nobody has written yet (a period that is not closed) is not searched for on disk each time. Bounded:
/// when it is full it begins anew. A stream is known to be absent only if nobody has made its entity since before the search began.
/// </summary>
internal sealed class AbsentStreams(int limit = AbsentStreams.UsualLimit)
{
    private const int UsualLimit = 16_384;
    private static readonly object s_absent = new();
    private readonly ConcurrentDictionary<string, object> _streams = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="stream">The stream; its entity is not loaded.</param>
    /// <param name="isAbsent">Searches: first among the loaded entities, then in the rows.</param>
    public bool IsAbsent(string stream, Func<string, bool> isAbsent)
    {
        if (_streams.TryGetValue(stream, out var known) && ReferenceEquals(known, s_absent)) return true;

        // The mark goes in before the search and is confirmed after it; whoever makes the entity in between takes it out.
        var mark = new object();
        var isFirst = TryMark(stream, mark);
        var absent = false;
        try
        {
            absent = isAbsent(stream);
            return absent;
        }
        finally
        {
            if (isFirst && !(absent && _streams.TryUpdate(stream, s_absent, mark)) && _streams.TryRemove(KeyValuePair.Create(stream, mark))) Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>An entity was made for the stream, and can be found among the loaded ones.</summary>
    /// <returns>True when the stream was known to be absent: it has no row.</returns>
    public bool Forget(string stream)
    {
        if (!_streams.TryRemove(stream, out var known)) return false;
        Interlocked.Decrement(ref _count);
        return ReferenceEquals(known, s_absent);
    }

    public void Clear()
    {
        _streams.Clear();
        Volatile.Write(ref _count, 0);
    }

    private bool TryMark(string stream, object mark)
    {
        if (Volatile.Read(ref _count) >= limit) Clear();
        if (!_streams.TryAdd(stream, mark)) return false;
        Interlocked.Increment(ref _count);
        return true;
    }
}
