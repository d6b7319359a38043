using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Identities;

/// <summary>All that is known of a client before it is known who it is.</summary>
/// <param name="Version">What it speaks.</param>
/// <param name="ClientId">As it came, or as it was given.</param>
internal sealed record MqttCaller(MqttVersion Version, string ClientId)
{
    public string? UserName { get; init; }

    /// <summary>Any bytes. Never to be logged or kept.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>What it showed over TLS; not yet checked by anybody against anything.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Null where there is none.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>It came over TLS, or from this machine.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Without the password, which a generated text would show.</summary>
    public override string ToString() => $"{ClientId} at {Address}";
}
