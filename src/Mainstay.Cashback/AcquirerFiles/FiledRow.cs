using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// A row as it waits on disk for its turn, one JSON text per line: either a transaction of an enrolled instrument or a row that cannot be used. Of all other
/// rows nothing is written, and of no row its instrument's number.
/// </summary>
/// <param name="Row">1-based, not counting a checksum line.</param>
/// <param name="Instruments">Names of the instrument (see <see cref="Instruments.KeyedHash"/>): one, or one per key version for a hash made elsewhere.</param>
/// <param name="Data">The transaction; null for a rejected row.</param>
/// <param name="Reason">Why it is rejected.</param>
/// <param name="Column">Which column is wrong.</param>
/// <param name="TransactionId">The acquirer's id, where a rejected row has one.</param>
internal sealed record FiledRow(
    int Row, string[]? Instruments = null, AcquirerRow? Data = null, string? Reason = null, int? Column = null, string? TransactionId = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FiledRow))]
internal sealed partial class FiledRowJson : JsonSerializerContext;

/// <summary>Writes filed rows to a stream through one buffer.</summary>
internal sealed class FiledRowWriter(Stream stream) : IDisposable
{
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushAt);
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    public void Add(FiledRow row)
    {
        _json.Reset(_buffer);
        JsonSerializer.Serialize(_json, row, FiledRowJson.Default.FiledRow);
        _json.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushAt) Flush();
    }

    public void Flush()
    {
        stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();
}
