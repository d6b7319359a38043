using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Mainstay.Cashback.AcquirerFiles;

namespace Mainstay.Cashback.Counting;

/// <summary>What tells that a reversal and a purchase belong together, as 64 bits of SHA-256 each; zero for what a row does not have.</summary>
/// <param name="Correlation">Of instrument, acquirer code, acquirer id and correlation id.</param>
/// <param name="Place">Of instrument, acquirer code, acquirer id, amount, merchant and terminal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MatchKeys(ulong Correlation, ulong Place)
{
    /// <param name="instrumentKey">Names the instrument, whoever holds it.</param>
    /// <param name="row">The purchase or reversal.</param>
    public static MatchKeys Of(string instrumentKey, AcquirerRow row)
    {
        var common = $"{instrumentKey}\u001f{row.AcquirerCode}\u001f{row.AcquirerId}\u001f";
        return new MatchKeys(
            row.CorrelationId is { Length: > 0 } id ? Hash($"{common}c{id}") : 0,
            Hash(string.Create(CultureInfo.InvariantCulture, $"{common}p{row.AmountMinor}\u001f{row.MerchantId}\u001f{row.TerminalId}")));
    }

    private static ulong Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) | 1; // Never zero.
    }
}
