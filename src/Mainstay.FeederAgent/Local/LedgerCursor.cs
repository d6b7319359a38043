using System.Buffers.Text;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.FeederAgent.Local;

/// <summary>The last meal of a page of the ledger. Two meals may be due at one instant, so the instant alone would pass one of them over. Opaque to callers.</summary>
internal readonly record struct LedgerCursor(Instant Due, string OccurrenceId)
{
    private const char Separator = ' ';

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(InstantPattern.ExtendedIso.Format(Due) + Separator + OccurrenceId));

    /// <param name="cursor">Null: there is none, and the list begins with the newest.</param>
    /// <returns>False: no page has had it.</returns>
    public static bool TryRead(string? text, out LedgerCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!Base64Url.IsValid(text)) return false;
        if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, 2) is not [var due, { Length: > 0 } occurrenceId]) return false;
        if (InstantPattern.ExtendedIso.Parse(due) is not { Success: true } read) return false;
        cursor = new LedgerCursor(read.Value, occurrenceId);
        return true;
    }
}
