using System.Security.Cryptography;

namespace Mainstay.Entities;

/// <summary>Encoded rows one after another, in chunks that never move, so that slices stay valid while the batch grows.</summary>
public sealed class EncodedRows
{
    private const int ChunkLength = 256 * 1024;
    private readonly List<(byte[] Bytes, int Used)> _chunks = [];
    private readonly List<(int Chunk, int Start, int Length)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>The rows' length in bytes, all together.</summary>
    public long ByteCount => _chunks.Sum(chunk => (long)chunk.Used);

    public RowBytes this[int index]
    {
        get
        {
            var (chunk, start, length) = _rows[index];
            return new RowBytes(_chunks[chunk].Bytes.AsSpan(start, length));
        }
    }

    internal ReadOnlySpan<byte> BytesOf(int index)
    {
        var (chunk, start, length) = _rows[index];
        return _chunks[chunk].Bytes.AsSpan(start, length);
    }

    internal void Add(ReadOnlySpan<byte> row, long offset)
    {
        var last = _chunks.Count - 1;
        if (last < 0 || _chunks[last].Bytes.Length - _chunks[last].Used < row.Length)
        {
            // Not from the shared pool: a chunk lives as long as its batch, and batches are reused as a whole.
            _chunks.Add((new byte[Math.Max(ChunkLength, row.Length)], 0));
            last++;
        }

        var (bytes, used) = _chunks[last];
        row.CopyTo(bytes.AsSpan(used));
        RowBytes.PatchOffset(bytes.AsSpan(used), offset);
        _rows.Add((last, used, row.Length));
        _chunks[last] = (bytes, used + row.Length);
    }

    /// <summary>SHA-256 over the previous batch's hash and this batch's rows.</summary>
    internal byte[] HashAfter(ReadOnlySpan<byte> previousHash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previousHash);
        foreach (var (bytes, used) in _chunks)
        {
            sha.AppendData(bytes.AsSpan(0, used));
        }

        return sha.GetHashAndReset();
    }

    /// <summary>Empties it, keeping up to two chunks for the next use.</summary>
    internal void Clear()
    {
        _rows.Clear();
        if (_chunks.Count > 2) _chunks.RemoveRange(2, _chunks.Count - 2);
        _chunks.RemoveAll(chunk => chunk.Bytes.Length > ChunkLength);
        for (var index = 0; index < _chunks.Count; index++) _chunks[index] = (_chunks[index].Bytes, 0);
    }
}
