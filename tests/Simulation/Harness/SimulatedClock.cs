namespace Mainstay.Tests.Simulation.Harness;

/// <summary>A clock that stands until the simulation moves it, in either direction.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void MoveTo(long utcTicks) => _now = new DateTimeOffset(utcTicks, TimeSpan.Zero);

    public void Move(TimeSpan by) => _now += by;
}
