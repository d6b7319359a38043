using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Routing;

/// <summary>What stands in the tree under a filter: one session's subscription, or a group that shares one.</summary>
internal abstract class Route;

/// <summary>One session's subscription; another with the same filter takes its place. [MQTT-3.8.4-3] Source: MQTT 5.0, 3.8.3.1.</summary>
internal sealed class Subscription(Session session, TopicFilter filter, SubscriptionRequest request, uint identifier) : Route
{
    public Session Session => session;

    /// <summary>Share name included.</summary>
    public TopicFilter Filter => filter;

    public Qos MaximumQos { get; } = request.MaximumQos;

    /// <summary>0 for none.</summary>
    public uint Identifier => identifier;

    public bool RetainAsPublished { get; } = request.RetainAsPublished;

    public bool NoLocal { get; } = request.NoLocal;

    /// <summary>As in SUBSCRIBE. Source: MQTT 5.0, 3.8.3.1.</summary>
    public int Options => (int)MaximumQos | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0);

    /// <summary>What <see cref="Options"/> were made of.</summary>
    public static SubscriptionRequest RequestOf(string text, int options) => new(text, (Qos)(options & 3)) { NoLocal = (options & 4) != 0, RetainAsPublished = (options & 8) != 0 };

    /// <summary>[MQTT-3.8.3-3]</summary>
    public bool Takes(BrokerMessage message) => !NoLocal || message.Publisher != session.ClientId;

    /// <summary>A retained message, for this subscription alone. [MQTT-3.3.1-8]</summary>
    public Delivery OfRetained(BrokerMessage message) => new(message, Lower(message), Retain: true, Identifiers());

    /// <summary>A message just published, for this subscription alone. [MQTT-3.3.1-12] [MQTT-3.3.1-13]</summary>
    public Delivery Of(BrokerMessage message) => new(message, Lower(message), RetainAsPublished && message.Retain, Identifiers()) { Shared = filter.ShareName is null ? null : filter };

    private Qos Lower(BrokerMessage message) => (Qos)Math.Min((int)MaximumQos, (int)message.Qos);

    private uint[] Identifiers() => identifier == 0 ? [] : [identifier];
}
