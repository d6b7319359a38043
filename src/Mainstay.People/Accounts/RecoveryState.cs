using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Mainstay.People.Accounts;

/// <summary>Which of the ten one-time recovery codes are good. The codes themselves follow from a key outside the store.</summary>
/// <param name="KeyVersion">The key they follow from.</param>
/// <param name="Generation">Grows with each renewal; the codes of older ones are dead.</param>
/// <param name="UsedMask">Bit i is set when code i was used.</param>
internal sealed record RecoveryState(int KeyVersion, int Generation, int UsedMask)
{
    public const int Count = 10;

    public bool IsGood(int index) => Generation > 0 && index is >= 0 and < Count && (UsedMask & (1 << index)) == 0;

    [JsonIgnore]
    public int Left => Generation == 0 ? 0 : Count - int.PopCount(UsedMask);

    /// <summary>Which ten codes these are, as an answer keeps it; which were used is not part of it.</summary>
    public static RecoveryState Parse(string text)
    {
        var parts = text.Split('.');
        return new RecoveryState(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), UsedMask: 0);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyVersion}.{Generation}");

    public RecoveryState Renewed(int keyVersion) => new(keyVersion, Generation + 1, UsedMask: 0);

    public RecoveryState Without(int index) => this with { UsedMask = UsedMask | (1 << index) };
}

/// <summary>A reset that an administrator has started: a code that works once, until it expires or the password changes.</summary>
/// <param name="CodeHash">SHA-256 of the code.</param>
/// <param name="ExpiresAt">Real time.</param>
internal sealed record PendingReset(byte[] CodeHash, DateTimeOffset ExpiresAt)
{
    public bool IsOpenedBy(ReadOnlySpan<byte> codeHash, DateTimeOffset now) => now < ExpiresAt && CryptographicOperations.FixedTimeEquals(CodeHash, codeHash);
}
