using Mainstay.FeederProtocol;

namespace Mainstay.Feeders.Devices;

/// <summary>
/// The text of a device's QR code: <c>MAINSTAY:1:{deviceId}:{claim secret}</c>, and <c>:{fingerprint}</c> after it where the device shows the code itself and knows its key. Nothing in it says which server:
/// the owner chooses that.
/// </summary>
/// <param name="DeviceId">Which device.</param>
/// <param name="Secret">Known to whoever has the device in their hands.</param>
/// <param name="Fingerprint">Lower-case hexadecimal SHA-256 of the device's public key, or null.</param>
internal sealed record ClaimCode(string DeviceId, string Secret, string? Fingerprint)
{
    private const string Prefix = "MAINSTAY:1:";
    private const int LongestSecret = 64;
    private const int FingerprintLength = 64;

    /// <summary>As it was scanned or typed; spaces around it and within it do no harm.</summary>
    public static ClaimCode? TryParse(string? text)
    {
        var compact = text is { Length: <= 400 } ? string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))) : "";
        if (!compact.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = compact[Prefix.Length..].Split(':');
        if (parts is not [var device, var secret, ..] || parts.Length > 3 || !Topics.IsDeviceId(device) || secret.Length is 0 or > LongestSecret) return null;
        var fingerprint = parts.Length == 3 ? parts[2] : null;
        return fingerprint is null || (fingerprint.Length == FingerprintLength && fingerprint.All(char.IsAsciiHexDigitLower)) ? new ClaimCode(device, secret, fingerprint) : null;
    }

    public override string ToString() => Prefix + DeviceId + ":" + Secret + (Fingerprint is null ? "" : ":" + Fingerprint);
}
