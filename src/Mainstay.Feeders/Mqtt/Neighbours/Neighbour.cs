using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Neighbours;

/// <summary>A module of this server that is told of messages. No session: it is there as long as the process, and gets each new message once for each of its subscriptions.</summary>
internal sealed class Neighbour(TopicFilter filter, Func<MqttDelivery, ValueTask<ReasonCode>> handler) : Route
{
    public TopicFilter Filter => filter;

    /// <returns>Ends when the neighbour has taken the message for good, or refuses it.</returns>
    public async ValueTask<ReasonCode> TellAsync(BrokerMessage message) => await handler(new MqttDelivery(message.Topic, message.Payload, message.Qos, message.Retain)
    {
        Properties = message.ForwardedProperties.IsEmpty ? MessageProperties.None : MessageProperties.Read(PropertyList.OfChecked(message.ForwardedProperties.Span)),
        Identity = message.Identity,
        ClientId = message.Publisher,
    });
}

/// <summary>Ends a neighbour's subscription when it is disposed.</summary>
internal sealed class NeighbourSubscription(Router router, Neighbour neighbour) : IDisposable
{
    public void Dispose() => router.Remove(neighbour);
}
