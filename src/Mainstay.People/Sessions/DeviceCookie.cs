using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.People.Sessions;

/// <summary>
/// Remembers that a browser has signed in to an account before: strangers who guess at the account then do not slow this browser down. It opens nothing.
/// Source: OWASP, "Slow down online guessing attacks with device cookies".
/// </summary>
internal static class DeviceCookie
{
    private const int DeviceBytes = 12;
    private const int TagBytes = 16;
    private const string Purpose = "device";

    /// <summary>A cookie that says that this device has signed in to the account.</summary>
    public static string New(string accountId, PeopleKeys keys)
    {
        Span<byte> bytes = stackalloc byte[DeviceBytes + TagBytes];
        RandomNumberGenerator.Fill(bytes[..DeviceBytes]);
        keys.Tag(Purpose, Said(accountId, bytes[..DeviceBytes]), TagBytes).CopyTo(bytes[DeviceBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The device's name when the cookie was given for this account; else null.</summary>
    public static string? DeviceOf(string? cookie, string accountId, PeopleKeys keys)
    {
        Span<byte> bytes = stackalloc byte[DeviceBytes + TagBytes];
        if (cookie is null || cookie.Length != Base64Url.GetEncodedLength(bytes.Length) || Base64Url.DecodeFromChars(cookie, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length) return null;
        return keys.IsTag(Purpose, Said(accountId, bytes[..DeviceBytes]), bytes[DeviceBytes..]) ? Convert.ToHexString(bytes[..DeviceBytes]) : null;
    }

    private static byte[] Said(string accountId, ReadOnlySpan<byte> device) => [.. Encoding.ASCII.GetBytes(accountId), .. device];
}
