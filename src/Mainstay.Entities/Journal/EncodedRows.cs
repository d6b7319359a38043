using System.Security.Cryptography;

namespace Mainstay.Entities;

/// <summary>Encoded rows one after another, in chunks that never move, so that slices stay valid while the batch grows.</summary>
public sealed class EncodedRows
{
    private const int FirstChunkLength = 1024;
    private const int ChunkLength = 256 * 1024;
    private const int ReadChunkLength = 64 * 1024;
    private const int KeptChunks = 8;
    private readonly List<(byte[] Bytes, int Used)> _chunks = [];
    private readonly List<(int Chunk, int Start, int Length)> _rows = [];
    private readonly int _chunkLength;
    private int _filling;

    /// <summary>For rows that are written and then forgotten: large chunks, used again and again.</summary>
    public EncodedRows()
        : this(ChunkLength)
    {
    }

    private EncodedRows(int chunkLength) => _chunkLength = chunkLength;

    /// <summary>For rows that are read and let go: chunks small enough to die young.</summary>
    public static EncodedRows ForReading() => new(ReadChunkLength);

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

    /// <summary>As <see cref="BytesOf"/>, for whoever keeps it while the batch is written.</summary>
    internal ReadOnlyMemory<byte> MemoryOf(int index)
    {
        var (chunk, start, length) = _rows[index];
        return _chunks[chunk].Bytes.AsMemory(start, length);
    }

    internal void Add(ReadOnlySpan<byte> row, long offset)
    {
        var place = Take(row.Length);
        row.CopyTo(place);
        RowBytes.PatchOffset(place, offset);
    }

    internal void Add(in RowFields row) => RowBytes.Write(row, Take(RowBytes.LengthOf(row)));

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

    /// <summary>Empties it, keeping its full chunks, up to a bound, for the next use.</summary>
    internal void Clear()
    {
        _rows.Clear();
        _filling = 0;
        _chunks.RemoveAll(chunk => chunk.Bytes.Length != _chunkLength);
        if (_chunks.Count > KeptChunks) _chunks.RemoveRange(KeptChunks, _chunks.Count - KeptChunks);
        for (var index = 0; index < _chunks.Count; index++) _chunks[index] = (_chunks[index].Bytes, 0);
    }

    private Span<byte> Take(int length)
    {
        var chunk = ChunkWithRoomFor(length);
        var (bytes, used) = _chunks[chunk];
        _rows.Add((chunk, used, length));
        _chunks[chunk] = (bytes, used + length);
        return bytes.AsSpan(used, length);
    }

    private int ChunkWithRoomFor(int length)
    {
        for (; _filling < _chunks.Count; _filling++)
        {
            if (_chunks[_filling].Bytes.Length - _chunks[_filling].Used >= length) return _filling;
        }

        // Small at first: a journal that was written a row at a time is read back as that many batches. Not from the shared pool: a chunk lives as long as its batch.
        var usual = _filling == 0 ? FirstChunkLength : Math.Min(_chunkLength, _chunks[_filling - 1].Bytes.Length * 4);
        _chunks.Add((new byte[Math.Max(usual, length)], 0));
        return _filling;
    }
}
