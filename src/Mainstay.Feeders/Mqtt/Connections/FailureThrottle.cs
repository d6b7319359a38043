using System.Net;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>
/// Counts by address who failed to say who it is: after so many within a minute, nobody from there is asked before the minute is over. An address of version 6 counts by its network of 64 bits, which one subscriber
/// has whole. Remembers as many addresses as may come in a minute, and forgets all when there are more: then everybody may try again.
/// </summary>
/// <param name="perMinute">0 for no limit.</param>
/// <param name="clock">Real time.</param>
internal sealed class FailureThrottle(int perMinute, TimeProvider clock)
{
    private const int MaximumAddresses = 100_000;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private long _began = clock.GetTimestamp();

    public bool MayTry(IPAddress? address)
    {
        if (perMinute == 0 || address is null) return true;
        lock (_gate)
        {
            Turn();
            return _failures.Count == 0 || _failures.GetValueOrDefault(KeyOf(address)) < perMinute;
        }
    }

    public void OnFailure(IPAddress? address)
    {
        if (perMinute == 0 || address is null) return;
        lock (_gate)
        {
            Turn();
            if (_failures.Count >= MaximumAddresses) _failures.Clear();
            var key = KeyOf(address);
            _failures[key] = _failures.GetValueOrDefault(key) + 1;
        }
    }

    private void Turn()
    {
        if (clock.GetElapsedTime(_began) < s_minute) return;
        _failures.Clear();
        _began = clock.GetTimestamp();
    }

    private static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length == 16) bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
