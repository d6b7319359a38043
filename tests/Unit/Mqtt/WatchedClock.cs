using System.Threading.Channels;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>A clock that a test moves, and that says when somebody has begun to wait for it: moved before that, it would be moved for nobody.</summary>
internal sealed class WatchedClock : TimeProvider
{
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _clock.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits for so long, and lets that time pass.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        while (await _timers.Reader.ReadAsync() != due)
        {
            // Somebody else's timer.
        }

        _clock.Advance(due);
    }
}
