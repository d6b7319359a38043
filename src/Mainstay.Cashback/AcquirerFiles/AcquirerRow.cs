using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// One row of an acquirer's file that concerns an enrolled instrument. What is not needed to judge it, to recognise it again and to match a reversal
/// with it is left behind; the instrument's number has been replaced. Stored for ever inside events, hence the short names: add fields, never change one.
/// Source: RTD standard PagoPA file of transactions; the numbers are its columns.
/// </summary>
/// <param name="Operation">2: 00 payment, 01 reversal; 02 and 03 in files of 2020: payments by telephone.</param>
/// <param name="Circuit">3: two digits.</param>
/// <param name="AcquirerCode">1: the sender.</param>
/// <param name="At">5: the instant, UTC, milliseconds.</param>
/// <param name="TransactionId">6: the acquirer's own id.</param>
/// <param name="IssuerTransactionId">7: the authorisation code.</param>
/// <param name="CorrelationId">8: links a reversal to its payment; null when the acquirer gives none.</param>
/// <param name="AmountMinor">9: never negative.</param>
/// <param name="AcquirerId">11.</param>
/// <param name="MerchantId">12.</param>
/// <param name="TerminalId">13.</param>
/// <param name="Mcc">15: merchant category, ISO 18245.</param>
/// <param name="PosType">18: 00 physical, 01 e-commerce; null in 15-column files.</param>
internal sealed record AcquirerRow(
    [property: JsonPropertyName("op")] string Operation,
    [property: JsonPropertyName("cir")] string Circuit,
    [property: JsonPropertyName("acq")] string AcquirerCode,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("id")] string TransactionId,
    [property: JsonPropertyName("iss")] string IssuerTransactionId,
    [property: JsonPropertyName("cor"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CorrelationId,
    [property: JsonPropertyName("amt")] long AmountMinor,
    [property: JsonPropertyName("aid")] string AcquirerId,
    [property: JsonPropertyName("mer")] string MerchantId,
    [property: JsonPropertyName("ter")] string TerminalId,
    [property: JsonPropertyName("mcc")] string Mcc,
    [property: JsonPropertyName("pos"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PosType)
{
    [JsonIgnore]
    public bool IsReversal => Operation == "01";

    /// <summary>
    /// What makes two rows the same transaction, however often and in whatever file they come: acquirer transaction id, acquirer code, instant (whatever its
    /// notation), operation and acquirer id. 128 bits of SHA-256.
    /// </summary>
    public UInt128 Key()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{TransactionId}\u001f{AcquirerCode}\u001f{At.ToUnixTimeMilliseconds()}\u001f{Operation}\u001f{AcquirerId}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
