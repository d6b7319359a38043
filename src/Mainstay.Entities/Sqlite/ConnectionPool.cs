using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>Read-only connections to one file, each with its prepared statements, lent to one thread at a time.</summary>
/// <typeparam name="T">What is lent: a connection with its statements.</typeparam>
internal sealed class ConnectionPool<T>(Func<T> open) : IDisposable
    where T : class, IDisposable
{
    private const int KeptIdle = 8;
    private readonly ConcurrentBag<T> _idle = [];
    private int _idleCount;
    private bool _disposed;

    public TResult Use<TArgument, TResult>(TArgument argument, Func<T, TArgument, TResult> read)
    {
        if (_idle.TryTake(out var reader)) Interlocked.Decrement(ref _idleCount);
        reader ??= open();
        TResult result;
        try
        {
            result = read(reader, argument);
        }
        catch
        {
            reader.Dispose(); // Its statements may stand in the middle of a read.
            throw;
        }

        GiveBack(reader);
        return result;
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }

    private void GiveBack(T reader)
    {
        if (!_disposed && Interlocked.Increment(ref _idleCount) <= KeptIdle)
        {
            _idle.Add(reader);
            return;
        }

        if (!_disposed) Interlocked.Decrement(ref _idleCount);
        reader.Dispose();
    }
}
