using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.FeederProtocol;

namespace Mainstay.Feeders.Devices;

/// <summary>The code that the next owner is given.</summary>
internal sealed record Transfer(byte[] ClaimHash, DateTimeOffset Until);

/// <summary>What a device is to run, and how far it is.</summary>
internal sealed record DeviceUpdate(string RolloutId, string FirmwareId, UpdateState State, string? Code);

/// <summary>What a maker wants a device to forget, and how far it is.</summary>
internal sealed record DeviceReset(string ResetId, bool KeepsSchedule, DateTimeOffset ExpiresAt, ResetState State, string? Code);

/// <summary>
/// One feeder as its maker made it, by device id: how it proves who it is, and who has it. Its meals are its owner's matter (<see cref="Homes.Feeder"/>): the next owner of the same device does not see them.
/// </summary>
/// <param name="Model">Null: there is no such device.</param>
/// <param name="Key">SubjectPublicKeyInfo; null until it has enrolled, and then its secret is worth nothing any more.</param>
/// <param name="FeederId">What its owner has; null while nobody has it.</param>
/// <param name="Fingerprint">Of the key that its owner was shown.</param>
internal sealed record Device(
    string? Model, string? Batch, byte[] ClaimHash, byte[] SecretHash, byte[]? Key, string? FeederId, string? Fingerprint, Transfer? Transfer, bool IsRevoked, string? Firmware, DeviceUpdate? Update, bool HadOwner,
    DeviceReset? Reset = null)
{
    /// <summary>The code of a transfer is good for as long.</summary>
    public static readonly TimeSpan TransferFor = TimeSpan.FromDays(7);

    public static readonly Device Empty = new(null, null, [], [], null, null, null, null, IsRevoked: false, null, null, HadOwner: false);

    public static readonly EntityType<Device, DeviceCommand, DeviceEvent> Type = new("feeder-device")
    {
        StateVersion = 2,
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = DeviceMail.React,
        Receive = DeviceMail.Receive,
        Json = static options => new DeviceJson(options),
    };

    [JsonIgnore]
    public bool Exists => Model is not null;

    private static Decision<DeviceEvent> Decide(Device device, DeviceCommand command, Context context) => command switch
    {
        DeviceCommand.Make make => device.Exists ? Decision<DeviceEvent>.Nothing : new DeviceEvent.Made(make.Model, make.Batch, make.ClaimHash, make.SecretHash),
        DeviceCommand.Enrol enrol => DecideEnrol(device, enrol),
        DeviceCommand.Claim claim => DecideClaim(device, claim, context.At),
        DeviceCommand.OfferTransfer offer => device.FeederId == offer.FeederId ? new DeviceEvent.TransferOffered(offer.ClaimHash, context.At + TransferFor) : Refusal.Of("not-claimed"),
        DeviceCommand.Release release => device.FeederId == release.FeederId ? new DeviceEvent.Released(release.FeederId) : Decision<DeviceEvent>.Nothing,
        DeviceCommand.Revoke => !device.Exists ? Refusal.Of("not-found") : device.IsRevoked ? Decision<DeviceEvent>.Nothing : new DeviceEvent.Revoked(),
        DeviceCommand.RenewSecret renew => device.Exists ? new DeviceEvent.SecretRenewed(renew.SecretHash) : Refusal.Of("not-found"),
        DeviceCommand.SeeFirmware seen => !device.Exists || device.Firmware == seen.Version ? Decision<DeviceEvent>.Nothing : new DeviceEvent.FirmwareSeen(seen.Version),
        DeviceCommand.AssignUpdate assign => UpdateRules.Assign(device, assign),
        DeviceCommand.MoveUpdate move => UpdateRules.Move(device, move),
        DeviceCommand.AssignReset assign => ResetRules.Assign(device, assign, context.At),
        DeviceCommand.MoveReset move => ResetRules.Move(device, move),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Device Apply(Device device, DeviceEvent stored) => stored switch
    {
        DeviceEvent.Made made => device with { Model = made.Model, Batch = made.Batch, ClaimHash = made.ClaimHash, SecretHash = made.SecretHash },
        DeviceEvent.Enrolled enrolled => device with { Key = enrolled.PublicKey },
        DeviceEvent.Claimed claimed => device with { FeederId = claimed.FeederId, Fingerprint = claimed.Fingerprint, Transfer = null, HadOwner = true },
        DeviceEvent.TransferOffered offered => device with { Transfer = new Transfer(offered.ClaimHash, offered.Until) },
        DeviceEvent.HandedOver handed => device with { FeederId = handed.FeederId, Transfer = null },
        DeviceEvent.Released => device with { FeederId = null, Fingerprint = null, Transfer = null },
        DeviceEvent.Revoked => device with { IsRevoked = true },
        DeviceEvent.SecretRenewed renewed => device with { SecretHash = renewed.SecretHash, Key = null, IsRevoked = false },
        DeviceEvent.FirmwareSeen seen => device with { Firmware = seen.Version },
        DeviceEvent.UpdateAssigned assigned => device with { Update = new DeviceUpdate(assigned.RolloutId, assigned.FirmwareId, UpdateState.Queued, null) },
        DeviceEvent.UpdateMoved moved => UpdateRules.Apply(device, moved),
        DeviceEvent.ResetAssigned assigned => device with { Reset = new DeviceReset(assigned.ResetId, assigned.KeepsSchedule, assigned.ExpiresAt, ResetState.Queued, null) },
        DeviceEvent.ResetMoved moved => ResetRules.Apply(device, moved),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    /// <summary>The same key again is how a device asks that did not hear the first answer.</summary>
    private static Decision<DeviceEvent> DecideEnrol(Device device, DeviceCommand.Enrol enrol)
    {
        if (!device.Exists || device.IsRevoked) return Refusal.Of("revoked");
        if (device.Key is { } known) return known.AsSpan().SequenceEqual(enrol.PublicKey) ? Decision<DeviceEvent>.Nothing : Refusal.Of("key-differs");
        if (device.Fingerprint is { } shown && shown != DeviceProof.Fingerprint(enrol.PublicKey)) return Refusal.Of("key-differs");
        return new DeviceEvent.Enrolled(enrol.PublicKey);
    }

    /// <summary>The secret first: who does not know it learns nothing about the device.</summary>
    private static Decision<DeviceEvent> DecideClaim(Device device, DeviceCommand.Claim claim, DateTimeOffset now)
    {
        if (!device.Exists || device.IsRevoked) return Refusal.Of("claim-invalid", "code");
        if (device is { FeederId: { } held, Transfer: { } transfer } && IsSame(transfer.ClaimHash, claim.SecretHash) && now <= transfer.Until)
            return new DeviceEvent.HandedOver(held, claim.FeederId, claim.AccountId);
        if (!IsSame(device.ClaimHash, claim.SecretHash)) return Refusal.Of("claim-invalid", "code");
        if (claim.Fingerprint is { } shown && device.Key is { } key && shown != DeviceProof.Fingerprint(key)) return Refusal.Of("claim-invalid", "code");
        if (device.FeederId is not null) return Refusal.Of("already-claimed");
        var claimed = new DeviceEvent.Claimed(claim.FeederId, claim.AccountId, claim.Fingerprint, device.HadOwner);
        return ResetRules.CallBack(device) is { } called ? new DeviceEvent[] { claimed, called } : claimed;
    }

    private static bool IsSame(byte[] hash, byte[] other) => CryptographicOperations.FixedTimeEquals(hash, other);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Device))]
[JsonSerializable(typeof(DeviceEvent))]
internal sealed partial class DeviceJson : JsonSerializerContext;
