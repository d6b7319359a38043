using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Link;

/// <summary>
/// Who a device is. By its own key once it has enrolled one: a signature over a nonce, or a certificate with that key. Before, and for devices that cannot do either, by user name (the device id) and its
/// own secret. There is no password that two devices share.
/// </summary>
internal sealed class DeviceIdentities(EntityHost host) : IMqttIdentities
{
    private const string Own = Topics.Root + "%i/";

    /// <summary>What a device may do: its own topics, each in its direction, its entry in Home Assistant, and nothing else.</summary>
    private static readonly ImmutableArray<AccessRule> s_rules =
    [
        .. ((string[])["status", "plan/reported", "event", "telemetry", "command/result", "firmware/reported", "time", "enrol"]).Select(topic => Allow(Own + topic, AccessActions.Publish)),
        .. ((string[])["plan/desired", "event/ack", "command", "firmware/desired", "time/is"]).Select(topic => Allow(Own + topic, AccessActions.Subscribe)),
        Allow("homeassistant/device/%i/config", AccessActions.Publish),
        Allow("homeassistant/status", AccessActions.Subscribe),
        new AccessRule(null, "#", AccessActions.All, ReasonCode.NotAuthorized),
    ];

    /// <summary>Nobody but a device, and whom the settings name, speaks where devices listen or are heard.</summary>
    public static ImmutableArray<AccessRule> ForOthers { get; } =
    [
        new AccessRule(null, Topics.Root + "#", AccessActions.Publish, ReasonCode.NotAuthorized),
        new AccessRule(null, "homeassistant/device/#", AccessActions.Publish, ReasonCode.NotAuthorized),
    ];

    public ValueTask<MqttVerdict?> IdentifyAsync(MqttCaller caller, CancellationToken cancellation) => ValueTask.FromResult(Identify(caller));

    public IMqttExchange? Begin(string method, MqttCaller caller) => method == DeviceProof.Method ? new DeviceExchange(this, caller) : null;

    /// <summary>An identity with its rules.</summary>
    internal static MqttIdentity Of(string deviceId) => new(deviceId) { Rules = s_rules };

    /// <summary>The device of a name that came from anybody; null when there is none.</summary>
    internal Device? Find(string? deviceId) => deviceId is not null && Topics.IsDeviceId(deviceId) && host.Read(Device.Type, deviceId) is { Exists: true } device ? device : null;

    /// <summary>A client id is a session: no device may take another's.</summary>
    internal bool IsAnothers(string clientId, string deviceId) => clientId != deviceId && Find(clientId) is not null;

    private MqttVerdict? Identify(MqttCaller caller)
    {
        var name = caller.UserName ?? caller.ClientId;
        if (Find(name) is not { } device) return null;
        if (device.IsRevoked) return new MqttVerdict.Refused(ReasonCode.Banned);
        if (IsAnothers(caller.ClientId, name)) return new MqttVerdict.Refused(ReasonCode.ClientIdentifierNotValid);
        if (device.Key is { } key) return HasKey(caller.Certificate, key) ? new MqttVerdict.Accepted(Of(name)) : new MqttVerdict.Refused(ReasonCode.BadUserNameOrPassword);
        return caller.Password is { } password && CryptographicOperations.FixedTimeEquals(DeviceSecrets.Hash(password.Span), device.SecretHash)
            ? new MqttVerdict.Accepted(Of(name))
            : new MqttVerdict.Refused(ReasonCode.BadUserNameOrPassword);
    }

    private static bool HasKey(X509Certificate2? certificate, byte[] key) => certificate is not null && certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key);

    private static AccessRule Allow(string pattern, AccessActions actions) => new(null, pattern, actions, ReasonCode.Success);
}

/// <summary>One device that proves that it has its key: the server's nonce, the device's signature.</summary>
internal sealed class DeviceExchange(DeviceIdentities devices, MqttCaller caller) : IMqttExchange
{
    private readonly string _deviceId = caller.UserName ?? caller.ClientId;
    private byte[]? _nonce;

    public ValueTask<MqttStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellation) => ValueTask.FromResult(Continue(data));

    private MqttStep Continue(ReadOnlyMemory<byte>? data)
    {
        if (_nonce is null)
        {
            // The same for a name that nobody has: who asks learns nothing.
            _nonce = RandomNumberGenerator.GetBytes(DeviceProof.NonceLength);
            return new MqttStep.Challenge(_nonce);
        }

        if (devices.Find(_deviceId) is not { Key: { } known } device || device.IsRevoked || data is not { } signature) return new MqttStep.Refused(ReasonCode.NotAuthorized);
        if (devices.IsAnothers(caller.ClientId, _deviceId)) return new MqttStep.Refused(ReasonCode.ClientIdentifierNotValid);
        using var key = DeviceProof.ReadPublicKey(known);
        return key is not null && DeviceProof.IsValid(key, _nonce, signature.Span) ? new MqttStep.Accepted(DeviceIdentities.Of(_deviceId)) : new MqttStep.Refused(ReasonCode.NotAuthorized);
    }
}
