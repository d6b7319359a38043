using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Mainstay.People.Handles;

namespace Mainstay.People;

/// <summary>
/// This module's secret keys, in files apart from the journal: without them the journal tells neither who has which handle nor any recovery code.
/// </summary>
internal sealed class PeopleKeys(SecretKeyFile handles, SecretKeyFile recovery, SecretKeyFile sessions)
{
    /// <summary>The keys in <c>handles.key</c>, <c>recovery.key</c> and <c>sessions.key</c>; made on the first start.</summary>
    public static PeopleKeys OpenOrCreate(string folder) => new(
        SecretKeyFile.OpenOrCreate(Path.Combine(folder, "handles.key")),
        SecretKeyFile.OpenOrCreate(Path.Combine(folder, "recovery.key")),
        SecretKeyFile.OpenOrCreate(Path.Combine(folder, "sessions.key")));

    /// <summary>Recovery codes follow from these.</summary>
    public SecretKeyFile Recovery { get; } = recovery;

    /// <summary>The stream keys a handle may be under, the current key's first; a new claim goes there.</summary>
    public IReadOnlyList<string> HandleKeys(HandleName handle) => [.. handles.ActiveVersions.Select(version => HandleKey(version, handle))];

    /// <summary>The id of the account that a request opens: the same request asked again opens the same account.</summary>
    public string AccountIdFor(CommandId request) => NewAccountId(request.ToString());

    /// <summary>The id of the account that is opened by what is said, such as a setup token and a handle.</summary>
    public string NewAccountId(string said) => Base32.Encode(sessions.Mac(Oldest(sessions), "account-id", Encoding.UTF8.GetBytes(said)).AsSpan(0, Sessions.SessionToken.AccountIdBytes));

    /// <summary>A tag that shows that this server made what it stands on; the first bytes of a keyed hash.</summary>
    public byte[] Tag(string purpose, ReadOnlySpan<byte> message, int length) => sessions.Mac(sessions.CurrentVersion, purpose, message)[..length];

    /// <summary>Whether a tag was made under any active version.</summary>
    public bool IsTag(string purpose, ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        foreach (var version in sessions.ActiveVersions)
        {
            if (CryptographicOperations.FixedTimeEquals(sessions.Mac(version, purpose, message).AsSpan(0, tag.Length), tag)) return true;
        }
        return false;
    }

    private string HandleKey(int version, HandleName handle) =>
        $"{version.ToString(System.Globalization.CultureInfo.InvariantCulture)}.{Base32.Encode(handles.Mac(version, "handle", Encoding.ASCII.GetBytes(handle.Value)).AsSpan(0, 20))}";

    /// <summary>What must stay the same while keys are renewed hangs on the oldest active version.</summary>
    private static int Oldest(SecretKeyFile file) => file.ActiveVersions[^1];
}
