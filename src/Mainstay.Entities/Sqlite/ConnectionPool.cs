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
        try
        {
            return read(reader, argument);
        }
        finally
        {
            if (_disposed || Interlocked.Increment(ref _idleCount) > KeptIdle)
            {
                if (!_disposed) Interlocked.Decrement(ref _idleCount);
                reader.Dispose();
            }
            else
            {
                _idle.Add(reader);
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }
}
