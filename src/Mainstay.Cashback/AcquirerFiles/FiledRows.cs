using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Reads waiting rows from disk, some at a time from any position.</summary>
internal static class FiledRows
{
    // The longest row, written as JSON with every character escaped, is far shorter.
    private const int BufferBytes = 1 << 20;

    /// <returns>The rows that begin at <paramref name="position"/>, and how many bytes they are; none at the end.</returns>
    public static (List<FiledRow> Rows, int Bytes) Read(SafeFileHandle file, long position, int limit)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            return Split(buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, BufferBytes), position)), limit);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (List<FiledRow> Rows, int Bytes) Split(ReadOnlySpan<byte> bytes, int limit)
    {
        var rows = new List<FiledRow>(limit);
        var at = 0;
        while (rows.Count < limit && bytes[at..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            rows.Add(JsonSerializer.Deserialize(bytes.Slice(at, length), FiledRowJson.Default.FiledRow)!);
            at += length + 1;
        }

        return (rows, at);
    }
}
