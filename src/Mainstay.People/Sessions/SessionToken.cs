using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Mainstay.People.Sessions;

/// <summary>
/// An opaque token: account id (16 bytes), 256 random bits, and a tag (8 bytes) that lets a made-up token be turned away without looking anything up.
/// Base64url, 75 characters. The store keeps the SHA-256 of the whole.
/// </summary>
internal static class SessionToken
{
    public const int AccountIdBytes = 16;
    private const int RandomBytes = 32;
    private const int TagBytes = 8;
    private const int Length = AccountIdBytes + RandomBytes + TagBytes;
    private const string Purpose = "session-token";

    /// <summary>A new token for an account.</summary>
    public static string New(string accountId, PeopleKeys keys)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Base32.Decode(accountId)!.CopyTo(bytes);
        RandomNumberGenerator.Fill(bytes.Slice(AccountIdBytes, RandomBytes));
        keys.Tag(Purpose, bytes[..^TagBytes], TagBytes).CopyTo(bytes[^TagBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whose token it is and its hash; null when this server did not make it.</summary>
    public static ParsedToken? TryParse(ReadOnlySpan<char> token, PeopleKeys keys)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (token.Length != Base64Url.GetEncodedLength(Length) || Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done || written != Length) return null;
        if (!keys.IsTag(Purpose, bytes[..^TagBytes], bytes[^TagBytes..])) return null;
        return new ParsedToken(Base32.Encode(bytes[..AccountIdBytes]), HashOf(bytes));
    }

    /// <summary>What is kept of a token.</summary>
    public static byte[] HashOf(string token) => HashOf(Base64Url.DecodeFromChars(token));

    private static byte[] HashOf(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);
}

/// <summary>A token that this server made; whether its session still lives is another question.</summary>
internal readonly record struct ParsedToken(string AccountId, byte[] Hash);
