using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.FeederProtocol;

/// <summary>
/// What a maker signs of a program for its feeders: a JWS in compact form, ES256, whose payload is this record as JSON. It has no date after which it is refused: a feeder that does not know the time can be
/// mended too. Source: RFC 7515, 3.1 and 7.1; RFC 7518, 3.4.
/// </summary>
/// <param name="Model">The model that it is for.</param>
/// <param name="Version">As people say it, such as 1.4.0: 1 to 32 of letters, digits, '.', '-', '+'.</param>
/// <param name="Release">Grows with each; a feeder takes no number that is not above its own.</param>
/// <param name="Size">Of the image (a gzipped tar of the program's folder) in bytes, at most <see cref="LargestImage"/>.</param>
/// <param name="Sha256">Of the image, lower-case hexadecimal.</param>
public sealed record FirmwareManifest(string Model, string Version, long Release, long Size, string Sha256)
{
    /// <summary>Of the signed text, in characters.</summary>
    public const int Longest = 4096;
    public const long LargestImage = 256 * 1024 * 1024;

    private const string Header = """{"alg":"ES256"}""";
    private const int SignatureLength = 64;
    private static readonly SearchValues<char> s_version = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-+");
    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>The signed text.</summary>
    /// <param name="maker">A private key over P-256.</param>
    public string Sign(ECDsa maker)
    {
        ArgumentNullException.ThrowIfNull(maker);
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header)) + "." + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.FirmwareManifest));
        var signature = maker.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    /// <summary>Reads a signed text that came from anybody.</summary>
    /// <param name="signed">Whatever came.</param>
    /// <param name="makers">Whose word counts.</param>
    /// <returns>The manifest, or <see cref="FirmwareCodes.Malformed"/> or <see cref="FirmwareCodes.SignatureInvalid"/>.</returns>
    public static (FirmwareManifest? Manifest, string? Code) Read(string? signed, IReadOnlyCollection<ECDsa> makers)
    {
        ArgumentNullException.ThrowIfNull(makers);
        if (Parts(signed) is not var (signing, payload, signature)) return (null, FirmwareCodes.Malformed);
        // Before anything in it is believed.
        if (!makers.Any(maker => maker.VerifyData(signing, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))) return (null, FirmwareCodes.SignatureInvalid);
        return Parse(payload) is { } manifest ? (manifest, null) : (null, FirmwareCodes.Malformed);
    }

    /// <summary>Reads what it says without asking who signed it, for who only passes it on: the feeders know their maker's key.</summary>
    /// <returns>Null when every feeder would call it malformed.</returns>
    public static FirmwareManifest? ReadUnverified(string? signed) => Parts(signed) is var (_, payload, _) ? Parse(payload) : null;

    /// <summary>What is signed, what it says, and by whom; null when it is no such text.</summary>
    private static (byte[] Signing, byte[] Payload, byte[] Signature)? Parts(string? signed)
    {
        if (signed is not { Length: <= Longest } || signed.Split('.') is not [var header, var payload, var last]) return null;
        if (Decode(header) is not { } head || Decode(payload) is not { } body || Decode(last) is not { Length: SignatureLength } signature || !IsEs256(head)) return null;
        return (Encoding.ASCII.GetBytes(header + "." + payload), body, signature);
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done ? bytes[..length] : null;
    }

    /// <summary>Nothing that has to be understood (crit) is understood beside the algorithm.</summary>
    private static bool IsEs256(byte[] header)
    {
        try
        {
            return JsonSerializer.Deserialize(header, ManifestJson.Default.JwsHeader) is { Alg: "ES256", Crit: null };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FirmwareManifest? Parse(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, ManifestJson.Default.FirmwareManifest) is { } manifest && manifest.IsSane() ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsSane() =>
        Model is { Length: >= 1 and <= 64 } && !Model.Any(char.IsControl)
        && Version is { Length: >= 1 and <= 32 } && !Version.AsSpan().ContainsAnyExcept(s_version)
        && Release > 0 && Size is > 0 and <= LargestImage
        && Sha256 is { Length: 64 } && !Sha256.AsSpan().ContainsAnyExcept(s_hexadecimal);
}

internal sealed record JwsHeader(string? Alg, JsonElement? Crit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 4)]
[JsonSerializable(typeof(FirmwareManifest))]
[JsonSerializable(typeof(JwsHeader))]
internal sealed partial class ManifestJson : JsonSerializerContext;
