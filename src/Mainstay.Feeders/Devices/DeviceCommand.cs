namespace Mainstay.Feeders.Devices;

internal abstract record DeviceCommand
{
    /// <summary>One of a batch. The same again changes nothing.</summary>
    internal sealed record Make(string Model, string Batch, byte[] ClaimHash, byte[] SecretHash) : DeviceCommand;

    /// <summary>It says its key, having shown its secret. Refused: key-differs, revoked.</summary>
    internal sealed record Enrol(byte[] PublicKey) : DeviceCommand;

    /// <summary>Somebody shows the code. Refused: claim-invalid, already-claimed.</summary>
    /// <param name="SecretHash">SHA-256 of the secret of the code.</param>
    /// <param name="Fingerprint">Of the key that the code shows; null when it shows none.</param>
    /// <param name="FeederId">The name of what they get.</param>
    /// <param name="AccountId">Who.</param>
    internal sealed record Claim(byte[] SecretHash, string? Fingerprint, string FeederId, string AccountId) : DeviceCommand;

    /// <summary>The owner will give it to somebody. Refused: not-claimed.</summary>
    internal sealed record OfferTransfer(string FeederId, byte[] ClaimHash) : DeviceCommand;

    /// <summary>By mail: its owner has let go of it.</summary>
    internal sealed record Release(string FeederId) : DeviceCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record Revoke : DeviceCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record RenewSecret(byte[] SecretHash) : DeviceCommand;

    /// <summary>It has said what runs on it.</summary>
    internal sealed record SeeFirmware(string Version) : DeviceCommand;

    /// <summary>A roll-out has come to it. Refused: not-found, revoked, update-under-way.</summary>
    internal sealed record AssignUpdate(string RolloutId, string FirmwareId) : DeviceCommand;

    /// <summary>It has said how far its update is, or the roll-out was stopped.</summary>
    internal sealed record MoveUpdate(string RolloutId, UpdateState State, string? Code) : DeviceCommand;

    /// <summary>A bulk reset has come to it. Refused: not-found, revoked, claimed (everything is to be forgotten, and somebody has it), reset-under-way.</summary>
    internal sealed record AssignReset(string ResetId, bool KeepsSchedule, DateTimeOffset ExpiresAt) : DeviceCommand;

    /// <summary>It was told, has said what came of it, or the bulk reset has come to its end.</summary>
    internal sealed record MoveReset(string ResetId, ResetState State, string? Code) : DeviceCommand;
}
