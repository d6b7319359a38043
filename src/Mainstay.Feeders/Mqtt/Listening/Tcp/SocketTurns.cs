using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>
/// Runs what sockets have brought, for a moment at a time and on no more threads than there are processors; then whoever else waits for a thread gets one. When a network goes, or comes back, tens of thousands of
/// connections have something to say at once, and a request would stand behind all of them.
/// </summary>
internal sealed class SocketTurns : IThreadPoolWorkItem
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);
    private readonly ConcurrentQueue<TcpReader> _ready = new();
    private int _running;

    public void Add(TcpReader reader)
    {
        _ready.Enqueue(reader);
        Begin();
    }

    void IThreadPoolWorkItem.Execute()
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_moment && _ready.TryDequeue(out var reader)) reader.OnReady();
        Interlocked.Decrement(ref _running);
        // What came while this one did not look any more has begun another, or is begun here.
        if (!_ready.IsEmpty) Begin();
    }

    private void Begin()
    {
        while (Volatile.Read(ref _running) is var running && running < Environment.ProcessorCount)
        {
            if (Interlocked.CompareExchange(ref _running, running + 1, running) != running) continue;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }
    }
}
