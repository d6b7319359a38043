namespace Mainstay.FeederAgent.Simulation;

/// <summary>Real time, run faster, from an instant of its own.</summary>
/// <param name="start">What it reads when it is made.</param>
internal sealed class QuickenedTime(TimeProvider real, DateTimeOffset start, double speed) : TimeProvider
{
    private readonly long _began = real.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + Passed;

    public override long GetTimestamp() => Passed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, Slowed(dueTime), Slowed(period));

    private TimeSpan Passed => real.GetElapsedTime(_began) * speed;

    private TimeSpan Slowed(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / speed;
}
