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
        return TryDecode(token, bytes) && keys.IsTag(Purpose, bytes[..^TagBytes], bytes[^TagBytes..]) ? Read(bytes) : null;
    }

    /// <summary>
    /// Whose token it says it is, and its hash; null when it has not the form of one. Enough where the account's sessions are at hand, for a token that was never given out has the hash of
    /// none; who would have to look the account up asks <see cref="TryParse"/> first.
    /// </summary>
    public static ParsedToken? TryRead(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return TryDecode(token, bytes) ? Read(bytes) : null;
    }

    /// <summary>What is kept of a token.</summary>
    public static byte[] HashOf(string token) => HashOf(Base64Url.DecodeFromChars(token));

    private static bool TryDecode(ReadOnlySpan<char> token, Span<byte> bytes) =>
        token.Length == Base64Url.GetEncodedLength(Length) && Base64Url.DecodeFromChars(token, bytes, out _, out var written) == OperationStatus.Done && written == Length;

    private static ParsedToken Read(ReadOnlySpan<byte> bytes) => new(Base32.Encode(bytes[..AccountIdBytes]), HashOf(bytes));

    private static byte[] HashOf(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);
}

/// <summary>What a token says; whether its session lives is another question.</summary>
internal readonly record struct ParsedToken(string AccountId, byte[] Hash);
