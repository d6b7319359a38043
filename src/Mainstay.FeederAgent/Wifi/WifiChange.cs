using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Hosting;
using NodaTime;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>A change of network that is under way, as it is on the disk before anything is touched. No password.</summary>
/// <param name="Profile">The name of the new profile; nobody else's has it.</param>
/// <param name="Before">What carried the feeder before, to go back to; null: nothing.</param>
/// <param name="Failure">Why it goes back; null: it is being tried.</param>
internal sealed record WifiChange(string Profile, string SsidHex, WifiSecurity Security, bool IsHidden, string? Before, WifiFailure? Failure = null)
{
    private const string Mark = "mainstay-feeder-";

    [JsonIgnore]
    public Ssid Ssid => Ssid.OfHex(SsidHex)!;

    /// <summary>What the names of all profiles begin with that the feeder has made for this network.</summary>
    [JsonIgnore]
    public string ProfilesOfNetwork => Mark + SsidHex + "-";

    public static string NameOf(Ssid ssid, string unique) => Mark + ssid.Hex + "-" + unique;
}

/// <summary>How the last change ended.</summary>
/// <param name="Failure">Null: the feeder is on the network that was asked for.</param>
/// <param name="IsBack">After a failure: whether the network that was before carries the feeder again.</param>
internal sealed record WifiOutcome(string SsidHex, WifiFailure? Failure, bool IsBack, Instant At)
{
    [JsonIgnore]
    public string Shown => Ssid.OfHex(SsidHex)?.Shown ?? "";
}

/// <summary>What of changes outlives the program: a private file in the data folder.</summary>
internal sealed record WifiRecord(WifiChange? Change, WifiOutcome? Last)
{
    public const string FileName = "wifi.json";

    private static readonly WifiRecord s_nothing = new(null, null);

    /// <summary>A file that cannot be read says nothing: feeding and joining go on without it.</summary>
    public static WifiRecord Read(string folder)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), WifiJson.Default.WifiRecord) ?? s_nothing;
            return read.Change is { } change && Ssid.OfHex(change.SsidHex) is null ? s_nothing : read;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JsonException)
        {
            return s_nothing;
        }
    }

    /// <exception cref="IOException">The disk refused; what was written before is still there.</exception>
    public void Write(string folder) => PrivateFiles.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, WifiJson.Default.WifiRecord));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 8, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstantConverter), typeof(KebabEnum<WifiFailure>), typeof(KebabEnum<WifiSecurity>)])]
[JsonSerializable(typeof(WifiRecord))]
internal sealed partial class WifiJson : JsonSerializerContext;
