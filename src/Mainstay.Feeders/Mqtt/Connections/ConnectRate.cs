namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>A bucket of as many tokens as come in a second: who is let in takes one, and who finds none comes back later. So a whole fleet that comes at once is taken in at a rate that leaves room for everything else.</summary>
/// <param name="perSecond">0 for no limit.</param>
/// <param name="clock">Real time.</param>
internal sealed class ConnectRate(int perSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _tokens = perSecond;
    private long _last = clock.GetTimestamp();

    public bool TryTake()
    {
        if (perSecond == 0) return true;
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _tokens = Math.Min(perSecond, _tokens + (perSecond * clock.GetElapsedTime(_last, now).TotalSeconds));
            _last = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
