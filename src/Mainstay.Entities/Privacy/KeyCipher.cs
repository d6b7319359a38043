using System.Security.Cryptography;

namespace Mainstay.Entities;

/// <summary>AES-256-GCM (NIST SP 800-38D): nonce of 12 bytes, ciphertext, tag of 16 bytes. Whose value it is is authenticated with it.</summary>
internal static class KeyCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The key that this thread used last, and its cipher. What is looked up is the key; one that was erased is not found, and its cipher not used.</summary>
    [ThreadStatic]
    private static (byte[] Key, AesGcm Cipher) t_last;

    public static byte[] Encrypt(byte[] key, string subject, ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        Of(key).Encrypt(result.AsSpan(0, NonceBytes), plain, result.AsSpan(NonceBytes, plain.Length), result.AsSpan(NonceBytes + plain.Length), Utf8Text.Of(subject, stackalloc byte[Utf8Text.UsualRoom]));
        return result;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was sealed under another key or for somebody else, or is damaged.</exception>
    public static byte[] Decrypt(byte[] key, string subject, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes) throw new AuthenticationTagMismatchException("It is cut.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        Of(key).Decrypt(sealedBytes[..NonceBytes], sealedBytes[NonceBytes..^TagBytes], sealedBytes[^TagBytes..], plain, Utf8Text.Of(subject, stackalloc byte[Utf8Text.UsualRoom]));
        return plain;
    }

    // Who is shown several of their values one after the other pays once for the cipher's key schedule.
    private static AesGcm Of(byte[] key)
    {
        if (ReferenceEquals(t_last.Key, key)) return t_last.Cipher;
        t_last.Cipher?.Dispose();
        t_last = (key, new AesGcm(key, TagBytes));
        return t_last.Cipher;
    }
}
