using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Neighbours;

/// <summary>A client that was let in.</summary>
/// <param name="Identity">Who; empty for one that did not say.</param>
/// <param name="ClientId">By which session.</param>
/// <param name="At">In real time.</param>
internal readonly record struct MqttPresence(string Identity, string ClientId, DateTimeOffset At);

/// <summary>
/// Is told who comes and goes. Several may be registered as services. Called within the client's connection, which waits for it: what takes long is only noted. When a client takes its own place, the newer
/// connection is told of before the older one's end.
/// </summary>
internal interface IMqttPresence
{
    /// <summary>Before its first packet is read.</summary>
    void OnConnected(in MqttPresence client);

    /// <summary>After its last.</summary>
    /// <param name="client">Who it was.</param>
    /// <param name="reason">What ended it; <see cref="ReasonCode.Success"/> when it said goodbye, or the network went away.</param>
    void OnDisconnected(in MqttPresence client, ReasonCode reason);
}
