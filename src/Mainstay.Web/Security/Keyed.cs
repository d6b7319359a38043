using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Web;

/// <summary>Text that carries proof that this server wrote it.</summary>
internal static class Keyed
{
    private const int MacBytes = 16;

    /// <summary>The text in base64url, a dot, and the proof.</summary>
    public static string Sign(byte[] key, string context, string text) =>
        string.Concat(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)), ".", Base64Url.EncodeToString(Mac(key, context, text)));

    /// <summary>The text, or null when the proof is missing or wrong.</summary>
    public static string? Verify(byte[] key, string context, string signed)
    {
        var dot = signed.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Base64Url.IsValid(signed.AsSpan(0, dot)) || !Base64Url.IsValid(signed.AsSpan(dot + 1))) return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(signed.AsSpan(0, dot)));
        return CryptographicOperations.FixedTimeEquals(Mac(key, context, text), Base64Url.DecodeFromChars(signed.AsSpan(dot + 1))) ? text : null;
    }

    public static byte[] Mac(byte[] key, string context, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Concat(context, "\u001f", text)))[..MacBytes];

    public static UInt128 First128Bits(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
