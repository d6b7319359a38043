namespace Mainstay.Cashback.Instruments;

/// <summary>
/// What stands in column 4 of an acquirer's row, told by its shape: 64 hex digits are a keyed hash; digits that pass as a card number, also with spaces and dashes, are that number; anything else is the id of
/// another instrument, byte by byte. The acquirer's side and ours read it here, so that both come to the same name.
/// </summary>
internal static class InstrumentColumn
{
    /// <summary>How long the buffer for <see cref="Plain"/> is.</summary>
    public const int LongestCard = 19;

    private const int HexLength = 64;

    /// <param name="column">The column.</param>
    /// <param name="hash">Receives the 32 bytes.</param>
    public static bool TryReadHash(ReadOnlySpan<byte> column, Span<byte> hash) =>
        column.Length == HexLength && Convert.FromHexString(column, hash, out _, out _) == System.Buffers.OperationStatus.Done;

    /// <summary>What is hashed of a column that is no hash.</summary>
    /// <param name="column">The column.</param>
    /// <param name="digits">Where a card number's digits go when it was written with spaces or dashes; <see cref="LongestCard"/> long. Wipe it.</param>
    public static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> column, Span<byte> digits)
    {
        if (!column.ContainsAny((byte)' ', (byte)'-') || !CardNumber.TryParse(column, out var number)) return column;
        using (number)
        {
            number.Digits.CopyTo(digits);
            return digits[..number.Digits.Length];
        }
    }
}
