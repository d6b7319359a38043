using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What the broker's tests begin with.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    public static BrokerMessage Message(string topic, Qos qos = Qos.AtLeastOnce, string payload = "x") => new(TopicName.Parse(topic), System.Text.Encoding.UTF8.GetBytes(payload), qos);

    public static Delivery Delivery(string topic, Qos qos = Qos.AtLeastOnce) => new(Message(topic, qos), qos, Retain: false, []);

    public static Session Session(string clientId = "c") => new(clientId, "", 10);

    public static Subscription Subscription(Session session, string filter, Qos qos = Qos.ExactlyOnce, uint identifier = 0, bool noLocal = false, bool retainAsPublished = false)
    {
        var request = new SubscriptionRequest(filter, qos) { NoLocal = noLocal, RetainAsPublished = retainAsPublished };
        return new Subscription(session, request.Filter!, request, identifier);
    }

    public static MqttBroker Broker(MqttOptions options, TimeProvider clock, params IMqttIdentities[] identities) => new(options, clock, identities, []);

    public static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"Mqtt:{one.Name}", (string?)one.Value))).Build();
}
