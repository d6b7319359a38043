using System.Threading.Channels;

namespace Mainstay.Tests.Unit;

/// <summary>Real time whose pauses last until a test ends them.</summary>
internal sealed class PausingClock : TimeProvider
{
    private readonly Channel<Pause> _begun = Channel.CreateUnbounded<Pause>();

    public ValueTask<Pause> NextAsync() => _begun.Reader.ReadAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var pause = new Pause(dueTime, () => callback(state));
        _begun.Writer.TryWrite(pause);
        return pause;
    }

    /// <summary>One of them.</summary>
    internal sealed class Pause(TimeSpan length, Action end) : ITimer
    {
        public TimeSpan Length => length;

        public void End() => end();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
