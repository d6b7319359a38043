namespace Mainstay.FeederProtocol;

/// <summary>The program that a feeder is to run. On <c>firmware/desired</c>, retained. An empty one: nothing is wished.</summary>
/// <param name="Manifest">The signed text of a <see cref="FirmwareManifest"/>.</param>
/// <param name="ImageUrl">Where the image is, http or https; its hash is in the manifest, so nobody on the way can change it.</param>
/// <param name="RolloutId">Comes back in the report.</param>
public sealed record FirmwareDesiredMessage(string? Manifest, string? ImageUrl, string? RolloutId);

/// <summary>How far an update has come; words after the job states of AWS IoT.</summary>
public enum FirmwareState
{
    /// <summary>Nothing is wished, or what is wished runs.</summary>
    Succeeded,

    /// <summary>It is known, and waits: for a time without meals, or after a failed download.</summary>
    Queued,

    /// <summary>It is being fetched, written, or on trial.</summary>
    InProgress,

    /// <summary>It did not pass its trial; the program before it runs again. It is not tried a second time.</summary>
    Failed,

    /// <summary>The manifest is not the maker's, not for this model, or not newer.</summary>
    Rejected,
}

/// <summary>What runs on a feeder, and what became of what was wished. On <c>firmware/reported</c>, retained.</summary>
/// <param name="Firmware">The version that runs, such as 1.4.0.</param>
/// <param name="Release">Its number: 0 for a program that came with the card.</param>
/// <param name="Wished">The number of the one that was wished, once its manifest has been read.</param>
/// <param name="Code">Why it waits, failed or was rejected; see <see cref="FirmwareCodes"/>.</param>
public sealed record FirmwareReportedMessage(string Firmware, long Release, FirmwareState State, long? Wished, string? RolloutId, string? Code);

/// <summary>Why an update waits, has failed or is rejected.</summary>
public static class FirmwareCodes
{
    public const string NearMeal = "near-meal";
    public const string Download = "download";
    public const string NoSpace = "no-space";
    public const string HashMismatch = "hash-mismatch";
    public const string NotHealthy = "not-healthy";
    public const string NoContact = "no-contact";
    public const string Malformed = "malformed";
    public const string SignatureInvalid = "signature-invalid";
    public const string WrongModel = "wrong-model";
    public const string NotNewer = "not-newer";
    public const string FailedBefore = "failed-before";
    public const string NotInstallable = "not-installable";
}
