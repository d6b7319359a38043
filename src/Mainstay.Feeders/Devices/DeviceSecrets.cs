using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Feeders.Devices;

/// <summary>
/// Ids and secrets of devices. They are made with a key of this server, so that the same request asked again gives the same file, and only their hashes are stored. 25 characters of base 32: 125 bits,
/// which nobody guesses, hence a plain hash is enough.
/// </summary>
internal sealed class DeviceSecrets(SecretKeyFile key)
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789"; // Without l, o, 0 and 1, which people mistake.
    private const int SecretLength = 25;
    private const int IdLength = 16;

    public static DeviceSecrets OpenOrCreate(string folder) => new(SecretKeyFile.OpenOrCreate(Path.Combine(folder, "feeders.key")));

    public string DeviceId(string batch, int index) => Made("device-id", $"{batch}/{index}", IdLength);

    public string ClaimSecret(string deviceId) => Made("claim", deviceId, SecretLength);

    /// <param name="deviceId">Whose.</param>
    /// <param name="occasion">Empty for the first one; another for each that follows.</param>
    public string EnrolmentSecret(string deviceId, string occasion = "") => Made("enrolment", $"{deviceId}/{occasion}", SecretLength);

    public string TransferSecret(string deviceId, CommandId occasion) => Made("transfer", $"{deviceId}/{occasion}", SecretLength);

    /// <summary>Names what an owner has: another for each claim.</summary>
    public string FeederId(CommandId claim) => Made("feeder-id", claim.ToString(), IdLength);

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static byte[] Hash(ReadOnlySpan<byte> secret) => SHA256.HashData(secret);

    // The oldest version: a batch that is asked for again must come out the same after the key was renewed.
    private string Made(string purpose, string of, int length)
    {
        var mac = key.Mac(key.ActiveVersions[^1], purpose, Encoding.UTF8.GetBytes(of));
        return string.Create(length, mac, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Letters[bytes[i] & 31];
        });
    }
}
