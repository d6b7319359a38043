using Mainstay.People.Passkeys;
using Mainstay.Web;

namespace Mainstay.People.Pages;

/// <summary>What is said of a passkey.</summary>
internal static class PasskeyTexts
{
    /// <summary>"Last used 9 December 2026, 14:05", or never.</summary>
    public static string Used(PasskeyItem passkey, TownTime town) =>
        passkey.LastUsedAt is { } used ? Words.T["passkeys.used", Format.At(town.Local(used))] : Words.T["passkeys.unused"];

    /// <summary>Whether it is on one device or on others too.</summary>
    public static string Where(PasskeyItem passkey) => Words.T[passkey.IsBackedUp ? "passkeys.synced" : "passkeys.oneDevice"];
}
