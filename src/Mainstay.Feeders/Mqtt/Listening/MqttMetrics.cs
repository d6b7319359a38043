using System.Diagnostics.Metrics;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>What the broker measures, as OpenTelemetry instruments of the meter "Mainstay.Mqtt".</summary>
internal sealed class MqttMetrics : IDisposable
{
    public const string MeterName = "Mainstay.Mqtt";
    private readonly Meter _meter = new(MeterName);

    public MqttMetrics(MqttBroker broker)
    {
        _meter.CreateObservableGauge("mainstay.mqtt.connections", () => broker.ConnectionCount, "{connection}", "Clients that are connected");
        _meter.CreateObservableGauge("mainstay.mqtt.sessions", () => broker.SessionCount, "{session}", "Sessions, those whose clients are away included");
        _meter.CreateObservableGauge("mainstay.mqtt.subscriptions", () => broker.SubscriptionCount, "{subscription}", "Filters that are subscribed to; a shared one counts once");
        _meter.CreateObservableGauge("mainstay.mqtt.retained", () => broker.RetainedCount, "{message}", "Retained messages");
        _meter.CreateObservableCounter("mainstay.mqtt.received", () => broker.Counts.Received, "{message}", "Messages that clients published");
        _meter.CreateObservableCounter("mainstay.mqtt.sent", () => broker.Counts.Sent, "{message}", "Messages written to clients, repetitions included");
        _meter.CreateObservableCounter("mainstay.mqtt.dropped", () => broker.Counts.Dropped, "{message}", "Messages that found no room on their way to a session, expired there, or were too large for its client");
        _meter.CreateObservableCounter("mainstay.mqtt.refused", () => broker.Counts.Refused, "{connection}", "Connections that were not let in");
        _meter.CreateObservableCounter("mainstay.mqtt.denied", () => broker.Counts.Denied, "{message}", "Messages that their publishers were not allowed to publish");
        _meter.CreateObservableGauge("mainstay.mqtt.retained.size", () => broker.RetainedBytes, "By", "Topics, payloads and properties of retained messages");
    }

    public void Dispose() => _meter.Dispose();
}
