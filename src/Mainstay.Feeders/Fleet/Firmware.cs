using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.FeederProtocol;

namespace Mainstay.Feeders.Fleet;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Uploaded), "feeder-firmware.uploaded.1")]
internal abstract record FirmwareEvent
{
    /// <param name="Manifest">As it was uploaded, signed by the maker; the devices check it, not this server.</param>
    /// <param name="ImageHash">Lower-case hexadecimal SHA-256; names the file.</param>
    internal sealed record Uploaded(byte[] Manifest, string ImageHash, long ImageBytes, string Version, string By, DateTimeOffset At) : FirmwareEvent;
}

internal abstract record FirmwareCommand
{
    internal sealed record Upload(byte[] Manifest, string ImageHash, long ImageBytes, string Version) : FirmwareCommand;
}

/// <summary>A firmware that a maker has uploaded, by the hash of manifest and image: the same again is the same one.</summary>
internal sealed record Firmware(byte[] Manifest, string ImageHash, long ImageBytes, string Version, DateTimeOffset At)
{
    public static readonly EntityType<Firmware, FirmwareCommand, FirmwareEvent> Type = new("feeder-firmware")
    {
        Empty = new Firmware([], "", 0, "", default),
        Decide = Decide,
        Apply = Apply,
        Json = static options => new FirmwareJson(options),
    };

    [JsonIgnore]
    public bool Exists => ImageHash.Length > 0;

    /// <summary>Whose devices it is for; empty when the manifest is none.</summary>
    [JsonIgnore]
    public string Model => FirmwareManifest.ReadUnverified(Encoding.ASCII.GetString(Manifest))?.Model ?? "";

    private static Decision<FirmwareEvent> Decide(Firmware firmware, FirmwareCommand command, Context context) => command switch
    {
        FirmwareCommand.Upload upload => firmware.Exists
            ? Decision<FirmwareEvent>.Nothing
            : new FirmwareEvent.Uploaded(upload.Manifest, upload.ImageHash, upload.ImageBytes, upload.Version, context.Actor, context.At),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Firmware Apply(Firmware firmware, FirmwareEvent stored) => stored switch
    {
        FirmwareEvent.Uploaded uploaded => new Firmware(uploaded.Manifest, uploaded.ImageHash, uploaded.ImageBytes, uploaded.Version, uploaded.At),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(Firmware))]
[JsonSerializable(typeof(FirmwareEvent))]
internal sealed partial class FirmwareJson : JsonSerializerContext;
