using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Mainstay.People.Accounts;

namespace Mainstay.People.Recovery;

/// <summary>
/// One-time codes of 80 bits, written as four groups of four ("7k3m-…"). They follow from a key outside the store, so that asking again for the same
/// generation shows the same ten, and nothing about them is stored but which were used.
/// </summary>
internal static class RecoveryCodes
{
    private const int CodeBytes = 10;

    /// <summary>The ten codes of the account's present generation.</summary>
    public static IReadOnlyList<string> Of(string accountId, RecoveryState recovery, SecretKeyFile keys) =>
        [.. Enumerable.Range(0, RecoveryState.Count).Select(index => Grouped(Code(accountId, recovery, index, keys)))];

    /// <summary>Which good code this is, or -1. Every code is compared, whatever was typed.</summary>
    public static int IndexOf(string typed, string accountId, RecoveryState recovery, SecretKeyFile keys)
    {
        var found = -1;
        var given = Encoding.ASCII.GetBytes(Base32.Canonical(typed) ?? "");
        if (!keys.ActiveVersions.Contains(recovery.KeyVersion)) return found;
        for (var index = 0; index < RecoveryState.Count; index++)
        {
            var isSame = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(accountId, recovery, index, keys)), given);
            if (isSame && recovery.IsGood(index)) found = index;
        }
        return found;
    }

    /// <summary>The one-time code of a reset that an administrator starts; the same request gives the same code.</summary>
    public static string ForReset(string accountId, CommandId request, SecretKeyFile keys) =>
        Grouped(Base32.Encode(keys.Mac(keys.CurrentVersion, "reset-code", Encoding.UTF8.GetBytes($"{accountId}|{request}")).AsSpan(0, CodeBytes)));

    /// <summary>What is kept of a reset code, however it was typed.</summary>
    public static byte[] HashOfReset(string typed) => SHA256.HashData(Encoding.ASCII.GetBytes(Base32.Canonical(typed) ?? ""));

    private static string Code(string accountId, RecoveryState recovery, int index, SecretKeyFile keys)
    {
        var message = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{accountId}|{recovery.Generation}|{index}");
        return Base32.Encode(keys.Mac(recovery.KeyVersion, "recovery-code", Encoding.UTF8.GetBytes(message)).AsSpan(0, CodeBytes));
    }

    private static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(group => new string(group)));
}
