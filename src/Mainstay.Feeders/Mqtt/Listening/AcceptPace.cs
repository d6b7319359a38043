namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>
/// How fast connections are taken in, at all addresses together: a fleet that comes back at once is taken in at a rate that leaves room for everything else. Who waits, waits in the system's line and is told
/// nothing: a device that is turned away comes back, and asks for the same work again.
/// </summary>
/// <param name="perSecond">0 for no limit.</param>
/// <param name="clock">Real time.</param>
internal sealed class AcceptPace(int perSecond, TimeProvider clock)
{
    private readonly double _together = Math.Max(1, perSecond / 10.0);
    private readonly Lock _gate = new();
    private double _taken;
    private long _last = clock.GetTimestamp();

    /// <summary>Ends when the next connection may be taken in.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (perSecond == 0 || Take() is not { } wait) return;
        await Task.Delay(wait, clock, cancellation);
    }

    /// <summary>What was taken is given back as time goes on; who takes more than a few together waits until that many are.</summary>
    /// <returns>How long; null when nobody has to wait.</returns>
    private TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _taken = Math.Max(0, _taken - (perSecond * clock.GetElapsedTime(_last, now).TotalSeconds)) + 1;
            _last = now;
            return _taken <= _together ? null : TimeSpan.FromSeconds((_taken - _together) / perSecond);
        }
    }
}
