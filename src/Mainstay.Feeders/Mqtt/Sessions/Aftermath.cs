using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>What ended sessions and connections leave to be done outside of any lock.</summary>
internal sealed class Aftermath
{
    /// <summary>To be published.</summary>
    public List<BrokerMessage> Wills { get; } = [];

    /// <summary>For another member of the shared subscription.</summary>
    public List<(TopicFilter Shared, BrokerMessage Message)> Orphans { get; } = [];

    /// <summary>
    /// A session ends. What it did not acknowledge of QoS 1, and what it never was sent of QoS 2, another member gets (4.8.2); what it was sent of QoS 2 nobody else does [MQTT-4.8.2-5]. Under the session's gate.
    /// </summary>
    public void TakeOrphans(Session session, MqttStore? store)
    {
        foreach (var message in session.Outgoing.All())
        {
            if (message.Shared is { } shared && (message.Qos == Qos.AtLeastOnce || !message.WasSent)) Orphans.Add((shared, message.Load(store)));
        }
    }
}
