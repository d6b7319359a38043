using System.Security.Cryptography;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Link;

/// <summary>The feeder's own key, ECDSA over P-256: made on the feeder, in a file that only its user can read, and never anywhere else.</summary>
internal sealed class DeviceKey : IDisposable
{
    public const string FileName = "device-key.pem";
    private readonly ECDsa _key;

    private DeviceKey(ECDsa key) => _key = key;

    /// <summary>SubjectPublicKeyInfo, as sent when the feeder enrols.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    /// <summary>Lower-case hexadecimal SHA-256 of <see cref="PublicKey"/>; the QR code of the feeder shows it.</summary>
    public string Fingerprint => DeviceProof.Fingerprint(PublicKey);

    /// <summary>Reads the key, or makes it on the first start.</summary>
    /// <exception cref="CryptographicException">The file holds no key.</exception>
    public static DeviceKey OpenOrCreate(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path)) ReadInto(key, path);
        else PrivateFiles.Replace(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return new DeviceKey(key);
    }

    /// <summary>Signs a server's nonce: r and s, 32 bytes each.</summary>
    public byte[] Sign(ReadOnlySpan<byte> nonce) => DeviceProof.Sign(_key, nonce);

    public void Dispose() => _key.Dispose();

    private static void ReadInto(ECDsa key, string path)
    {
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
        }
        catch (ArgumentException none)
        {
            throw new CryptographicException($"{path} holds no key.", none);
        }
    }
}
