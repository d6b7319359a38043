using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>A client that was let in.</summary>
/// <param name="Connect">What it said, without password and authentication data.</param>
/// <param name="Caller">What is known of it, without password.</param>
/// <param name="Identity">Who it is.</param>
internal sealed record Client(ConnectPacket Connect, MqttCaller Caller, MqttIdentity Identity)
{
    /// <summary>The last word of an enhanced authentication, which goes out with the welcome.</summary>
    public ReadOnlyMemory<byte>? WelcomeData { get; init; }
}

/// <summary>Where a connection came from.</summary>
/// <param name="Address">Null where there is none.</param>
/// <param name="IsPrivate">Over TLS, or from this machine.</param>
/// <param name="Certificate">Shown over TLS.</param>
internal readonly record struct Origin(System.Net.IPAddress? Address = null, bool IsPrivate = true, System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate = null);
