using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>
/// Packet ids of messages of QoS 2 from one client that were taken and not yet released: a message that comes again under one of them is not passed on again. Pure, for one caller at a time; holds no memory while
/// there are none. Source: MQTT 5.0, 4.3.3.
/// </summary>
internal sealed class IncomingMessages
{
    private HashSet<ushort>? _unreleased;

    /// <summary>PUBLISH.</summary>
    /// <returns>False when it came before: it is answered and not passed on. [MQTT-4.3.3-10]</returns>
    public bool TryTake(ushort packetId) => (_unreleased ??= []).Add(packetId);

    /// <summary>PUBREL; or PUBREC with a failure goes out, which frees the packet id, and no PUBREL follows [MQTT-4.3.3-9].</summary>
    /// <returns>Whether there was such a message.</returns>
    public bool Release(ushort packetId)
    {
        if (_unreleased?.Remove(packetId) != true) return false;
        if (_unreleased.Count == 0) _unreleased = null;
        return true;
    }
}
