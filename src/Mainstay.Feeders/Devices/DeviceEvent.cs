using System.Text.Json.Serialization;

namespace Mainstay.Feeders.Devices;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Made), "feeder-device.made.1")]
[JsonDerivedType(typeof(Enrolled), "feeder-device.enrolled.1")]
[JsonDerivedType(typeof(Claimed), "feeder-device.claimed.1")]
[JsonDerivedType(typeof(TransferOffered), "feeder-device.transfer-offered.1")]
[JsonDerivedType(typeof(HandedOver), "feeder-device.handed-over.1")]
[JsonDerivedType(typeof(Released), "feeder-device.released.1")]
[JsonDerivedType(typeof(Revoked), "feeder-device.revoked.1")]
[JsonDerivedType(typeof(SecretRenewed), "feeder-device.secret-renewed.1")]
[JsonDerivedType(typeof(FirmwareSeen), "feeder-device.firmware-seen.1")]
[JsonDerivedType(typeof(UpdateAssigned), "feeder-device.update-assigned.1")]
[JsonDerivedType(typeof(UpdateMoved), "feeder-device.update-moved.1")]
[JsonDerivedType(typeof(ResetAssigned), "feeder-device.reset-assigned.1")]
[JsonDerivedType(typeof(ResetMoved), "feeder-device.reset-moved.1")]
internal abstract record DeviceEvent
{
    /// <param name="Model">The maker's name of the model.</param>
    /// <param name="Batch">The batch that it was made in.</param>
    /// <param name="ClaimHash">SHA-256 of the claim secret.</param>
    /// <param name="SecretHash">SHA-256 of the enrolment secret.</param>
    internal sealed record Made(string Model, string Batch, byte[] ClaimHash, byte[] SecretHash) : DeviceEvent;

    /// <param name="PublicKey">SubjectPublicKeyInfo over P-256.</param>
    internal sealed record Enrolled(byte[] PublicKey) : DeviceEvent;

    /// <param name="FeederId">Names what this owner has from now on; another owner will have another.</param>
    /// <param name="AccountId">Who has it.</param>
    /// <param name="Fingerprint">Of the key that the QR code showed; null when it showed none.</param>
    /// <param name="HadOwner">Somebody else had it before.</param>
    internal sealed record Claimed(string FeederId, string AccountId, string? Fingerprint, bool HadOwner) : DeviceEvent;

    /// <param name="ClaimHash">SHA-256 of the secret that the next owner is given.</param>
    /// <param name="Until">When it is worth nothing any more.</param>
    internal sealed record TransferOffered(byte[] ClaimHash, DateTimeOffset Until) : DeviceEvent;

    /// <summary>The next owner came with the secret of a transfer.</summary>
    /// <param name="FromFeederId">What the earlier owner had.</param>
    /// <param name="FeederId">What the next one has.</param>
    /// <param name="AccountId">The next one.</param>
    internal sealed record HandedOver(string FromFeederId, string FeederId, string AccountId) : DeviceEvent;

    /// <summary>Its owner has let go of it: the code on the device is good again.</summary>
    internal sealed record Released(string FeederId) : DeviceEvent;

    /// <summary>The maker trusts it no more: it cannot connect.</summary>
    internal sealed record Revoked : DeviceEvent;

    /// <summary>The maker has given it a new enrolment secret; its key is forgotten, and it may connect again.</summary>
    internal sealed record SecretRenewed(byte[] SecretHash) : DeviceEvent;

    /// <param name="Version">What runs on it now.</param>
    internal sealed record FirmwareSeen(string Version) : DeviceEvent;

    /// <param name="RolloutId">The roll-out that wants it.</param>
    /// <param name="FirmwareId">What it is to run.</param>
    internal sealed record UpdateAssigned(string RolloutId, string FirmwareId) : DeviceEvent;

    /// <param name="RolloutId">The roll-out that it belongs to.</param>
    /// <param name="State">How far it is.</param>
    /// <param name="Code">Why it failed.</param>
    internal sealed record UpdateMoved(string RolloutId, UpdateState State, string? Code) : DeviceEvent;

    /// <param name="ResetId">The bulk reset that wants it; also the id of the command on the wire.</param>
    /// <param name="KeepsSchedule">False: plan and ledger are forgotten too; only while nobody has the device.</param>
    /// <param name="ExpiresAt">Not begun after this.</param>
    internal sealed record ResetAssigned(string ResetId, bool KeepsSchedule, DateTimeOffset ExpiresAt) : DeviceEvent;

    /// <param name="ResetId">The bulk reset that it belongs to.</param>
    /// <param name="State">How far it is.</param>
    /// <param name="Code">Why it was not done.</param>
    /// <param name="FeederId">Who has it, where it was done: they hear of it.</param>
    internal sealed record ResetMoved(string ResetId, ResetState State, string? Code, string? FeederId = null) : DeviceEvent;
}

/// <summary>How far an update of one device is. The numbers are stored: add, never change.</summary>
internal enum UpdateState
{
    /// <summary>It is told when it next connects.</summary>
    Queued = 0,

    /// <summary>It fetches, checks or starts it.</summary>
    InProgress = 1,
    Succeeded = 2,

    /// <summary>It runs what it ran before.</summary>
    Failed = 3,

    /// <summary>The roll-out was stopped before it began.</summary>
    Cancelled = 4,
}

/// <summary>How far a reset of one device is. The numbers are stored: add, never change.</summary>
internal enum ResetState
{
    /// <summary>It is told when it is heard.</summary>
    Queued = 0,

    /// <summary>It was told, and does it far from meals.</summary>
    InProgress = 1,
    Succeeded = 2,

    /// <summary>It has said that it did not do it.</summary>
    Failed = 3,

    /// <summary>The bulk reset was stopped before it was told, or somebody claimed it.</summary>
    Cancelled = 4,

    /// <summary>It was not heard in time, or there was no time far from meals.</summary>
    Expired = 5,
}
