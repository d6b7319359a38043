using System.Collections.Concurrent;
using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Link;

/// <summary>What is known of a device's connection.</summary>
/// <param name="Connections">How many it has: for a moment two, when it takes its own place.</param>
/// <param name="LastHeardAt">In business time.</param>
/// <param name="HopperPercent">As it said last; null: nothing since the start.</param>
internal sealed record Contact(int Connections, DateTimeOffset LastHeardAt, int? HopperPercent)
{
    public bool IsOnline => Connections > 0;
}

/// <summary>
/// Which devices are connected, and when each was heard last. In memory only: with a start of the server every connection is a new one, and what a device says is stored where it matters.
/// </summary>
internal sealed class Presence(TimeProvider clock) : IMqttPresence
{
    private readonly ConcurrentDictionary<string, Contact> _contacts = new(StringComparer.Ordinal);
    private readonly Watches _watches = new();

    /// <summary>Told of each device that comes, within its connection. Set once, before any comes.</summary>
    public Action<string>? Came { get; set; }

    /// <summary>Of how many devices somebody waits for a change.</summary>
    public int Watched => _watches.Count;

    public Contact? Of(string deviceId) => _contacts.GetValueOrDefault(deviceId);

    public void OnConnected(in MqttPresence client)
    {
        if (client.Identity.Length == 0) return;
        Change(client.Identity, +1, null);
        Came?.Invoke(client.Identity);
    }

    public void OnDisconnected(in MqttPresence client, ReasonCode reason)
    {
        if (client.Identity.Length > 0) Change(client.Identity, -1, null);
    }

    /// <summary>It has said something.</summary>
    public void Heard(string deviceId, int? hopperPercent = null) => Change(deviceId, 0, hopperPercent);

    /// <summary>Completes when something of the device's contact changes from now on.</summary>
    public async Task WhenChangedAsync(string deviceId, CancellationToken cancellationToken)
    {
        var watch = _watches.Begin(deviceId);
        try
        {
            await watch.Changed.WaitAsync(cancellationToken);
        }
        finally
        {
            _watches.End(deviceId, watch);
        }
    }

    private void Change(string deviceId, int connections, int? hopperPercent)
    {
        var now = clock.GetUtcNow();
        _contacts.AddOrUpdate(
            deviceId,
            _ => new Contact(Math.Max(0, connections), now, hopperPercent),
            (_, known) => new Contact(Math.Max(0, known.Connections + connections), now, hopperPercent ?? known.HopperPercent));
        _watches.Changed(deviceId, version: 0);
    }
}
