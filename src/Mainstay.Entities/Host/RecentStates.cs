using System.Runtime.InteropServices;

namespace Mainstay.Entities;

/// <summary>
/// The newest states of the entities that changed last. A state that was just made is young, its entity's cell is old, and among a million old cells the collector of young objects
/// pays about 2 µs for each that points at a young one. So the cell gets a number, the state is kept here beside its neighbours in time, and moves into its cell when as many more have come: by
/// then it is old itself (ADR 0009).
/// </summary>
internal sealed class RecentStates
{
    private const int FetchAhead = 8; // Cells that will move soon: as many as make up for one wait for memory.
    private readonly EntityCell?[] _cells;
    private readonly Snapshot?[] _states;
    private Counter _next;

    /// <param name="length">How many states later one moves into its cell.</param>
    public RecentStates(int length) => (_cells, _states) = (new EntityCell?[length], new Snapshot?[length]);

    /// <summary>Makes a state its entity's newest. One caller at a time: the journal's queue, or the share of a recovery.</summary>
    public void Put(EntityCell cell, Snapshot newest)
    {
        var number = _next.Value++;
        var place = PlaceOf(number);
        if (_cells[place] is { } oldest && oldest.Recent == number - _cells.Length) oldest.Settle(_states[place]!);
        CacheHint.Fetch(_cells[PlaceOf(number + FetchAhead)]);
        var before = cell.Recent;
        _cells[place] = cell;
        Volatile.Write(ref _states[place], newest);
        cell.Recent = number;
        if (before != EntityCell.Settled) Forget(cell, before);
    }

    /// <summary>The state under a number that a cell has, or had a moment ago: whoever asks looks whether it still has it.</summary>
    public Snapshot? At(long number) => Volatile.Read(ref _states[PlaceOf(number)]);

    /// <summary>An older state of an entity that has a newer one here is let go.</summary>
    private void Forget(EntityCell cell, long number)
    {
        var place = PlaceOf(number);
        if (!ReferenceEquals(_cells[place], cell) || number + _cells.Length < _next.Value) return;
        (_cells[place], _states[place]) = (null, null);
    }

    private int PlaceOf(long number) => (int)(number % _cells.Length);

    /// <summary>Alone in its cache lines: the shares of a recovery count at the same time.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Counter
    {
        [FieldOffset(64)]
        public long Value;
    }
}

/// <summary>Recent states in lanes by stream, so that the shares of a recovery need no lock between them.</summary>
internal sealed class RecentLanes
{
    private readonly RecentStates[] _lanes;

    /// <param name="count">How many lanes.</param>
    /// <param name="length">How many states all of them hold.</param>
    public RecentLanes(int count, int length) => _lanes = [.. Enumerable.Range(0, count).Select(_ => new RecentStates(Math.Max(1, length / count)))];

    public int Count => _lanes.Length;

    public RecentStates this[ReadOnlySpan<byte> streamUtf8] => _lanes[NumberOf(streamUtf8)];

    public int NumberOf(ReadOnlySpan<byte> streamUtf8) => _lanes.Length == 1 ? 0 : (int)(Crc32C.Of(streamUtf8) % (uint)_lanes.Length);
}
