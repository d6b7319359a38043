using System.Collections.Concurrent;
using Mainstay.Entities;

namespace Mainstay.Web;

/// <summary>
/// The requests that run right now, by command id. A second one with the same id is told so instead of waiting. Bounded: when it is full, nothing further is
/// taken (503).
/// </summary>
internal sealed class InFlight(int capacity = InFlight.DefaultCapacity)
{
    public const int DefaultCapacity = 50_000;
    private readonly ConcurrentDictionary<CommandId, byte> _running = new();
    private int _count;

    public enum Entry
    {
        Entered,
        AlreadyRunning,
        Full,
    }

    public Entry TryEnter(CommandId id)
    {
        if (Interlocked.Increment(ref _count) > capacity) return Leave(Entry.Full);
        return _running.TryAdd(id, 0) ? Entry.Entered : Leave(Entry.AlreadyRunning);
    }

    public void Exit(CommandId id)
    {
        if (_running.TryRemove(id, out _)) Interlocked.Decrement(ref _count);
    }

    private Entry Leave(Entry why)
    {
        Interlocked.Decrement(ref _count);
        return why;
    }
}
