using System.Buffers;

namespace Mainstay.Feeders.Mqtt.Listening.Tcp;

/// <summary>What was received and is not used up, in pieces that are rented; none is while there is nothing.</summary>
internal sealed class ReceivedBytes
{
    private const int PieceSize = 16 * 1024;
    private Piece? _first;
    private Piece? _last;
    private int _start;
    private int _end;

    /// <summary>Something that nobody has looked at.</summary>
    public bool HasNew { get; private set; }

    public ReadOnlySequence<byte> All => _first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first, _start, _last!, _end);

    /// <summary>Where the next bytes may be written; <see cref="Added"/> follows.</summary>
    public Span<byte> Room()
    {
        if (_last is null || _end == _last.Size) Append();
        return _last!.Array.AsSpan(_end);
    }

    /// <returns>False when there were none.</returns>
    public bool Added(int count)
    {
        _end += count;
        _last!.Use(_end);
        HasNew |= count > 0;
        if (count == 0 && All.IsEmpty) Clear();
        return count > 0;
    }

    public void Advance(SequencePosition consumed, SequencePosition examined)
    {
        if (_first is null) return;
        HasNew = !(examined.GetObject() == _last && examined.GetInteger() == _end);
        var piece = (Piece)consumed.GetObject()!;
        _start = consumed.GetInteger();
        for (var used = _first; used != piece;)
        {
            var next = (Piece)used!.Next!;
            used.Return();
            used = next;
        }

        _first = piece;
        if (piece == _last && _start == _end) Clear();
    }

    public void Clear()
    {
        for (var piece = _first; piece is not null; piece = (Piece?)piece.Next) piece.Return();
        (_first, _last, _start, _end, HasNew) = (null, null, 0, 0, false);
    }

    private void Append()
    {
        var piece = new Piece();
        _last?.Append(piece);
        (_first, _last, _end) = (_first ?? piece, piece, 0);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public byte[] Array { get; } = ArrayPool<byte>.Shared.Rent(PieceSize);

        public int Size => Array.Length;

        public void Use(int length) => Memory = Array.AsMemory(0, length);

        public void Append(Piece next)
        {
            next.RunningIndex = RunningIndex + Memory.Length;
            Next = next;
        }

        public void Return() => ArrayPool<byte>.Shared.Return(Array);
    }
}
