using System.Globalization;
using Mainstay.Cashback.Participants;

namespace Mainstay.Cashback.Reversals;

/// <summary>Names a reversal outside: "{accountId}.{key}", and a purchase of the same person by its key alone. 32 hexadecimal digits.</summary>
internal sealed record ReversalId(string AccountId, UInt128 Key)
{
    private const int KeyLength = 32;

    public static ReversalId? Parse(string text)
    {
        var dot = text.LastIndexOf('.');
        return dot > 0 && ParseKey(text[(dot + 1)..]) is { } key ? new ReversalId(text[..dot], key) : null;
    }

    public static UInt128? ParseKey(string? text) =>
        text?.Length == KeyLength && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) ? key : null;

    public static string Write(UInt128 key) => key.ToString("x32", CultureInfo.InvariantCulture);

    public static ReversalId Of(ListedReversal reversal) => new(reversal.Participant.AccountId, reversal.Key);

    public override string ToString() => $"{AccountId}.{Write(Key)}";
}
