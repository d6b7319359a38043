using System.Security.Cryptography;

namespace Mainstay.FeederProtocol;

/// <summary>
/// A feeder's own key. On <c>enrol</c>, QoS 1, over a connection whose user name is the device id and whose password the enrolment secret. Once it is acknowledged (PUBACK, reason 0) the feeder connects
/// with <see cref="DeviceProof"/>. The same key may come again; another one for a device that has enrolled is refused (reason 0x87).
/// </summary>
/// <param name="PublicKey">SubjectPublicKeyInfo of a P-256 key, in base64.</param>
/// <param name="Firmware">What runs on it.</param>
public sealed record EnrolMessage(string? PublicKey, string? Firmware);

/// <summary>
/// The enhanced authentication of a feeder that has enrolled. CONNECT: user name and client id are the device id, method <see cref="Method"/>, no data. The server's AUTH: a nonce of <see cref="NonceLength"/>
/// random bytes. The feeder's AUTH: the signature over it. Source: MQTT 5.0, 4.12.
/// </summary>
public static class DeviceProof
{
    public const string Method = "mainstay-es256";
    public const int NonceLength = 32;

    /// <summary>Signs a server's nonce: ECDSA over P-256 with SHA-256, r and s of 32 bytes each.</summary>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.SignData(nonce, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public static bool IsValid(ECDsa publicKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        return nonce.Length == NonceLength && publicKey.VerifyData(nonce, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Lower-case hexadecimal SHA-256 of a SubjectPublicKeyInfo.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    /// <returns>Null when it is no key over P-256.</returns>
    public static ECDsa? ReadPublicKey(ReadOnlySpan<byte> publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            if (read == publicKey.Length && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value) return key;
        }
        catch (CryptographicException)
        {
            // No key.
        }

        key.Dispose();
        return null;
    }
}
