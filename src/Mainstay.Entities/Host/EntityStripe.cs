using System.Numerics;

namespace Mainstay.Entities;

/// <summary>A part of the <see cref="EntityTable"/>: a hash table with chains of numbers.</summary>
internal sealed class EntityStripe
{
    private const int ChunkLength = 1024;
    private const int LongestUsualChain = 32;
    private readonly Lock _gate = new();
    private int[] _buckets; // The number of the first entity of its chain, from 1; 0 for none.
    private Entry[][] _chunks = [];
    private int _used;
    private int _count;
    private int _free; // The first of the numbers that are free again, chained like a bucket's.

    public EntityStripe(int expected) => _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(expected, 16))];

    public IEnumerable<EntityCell> Cells
    {
        get
        {
            var used = Volatile.Read(ref _used);
            for (var number = 1; number <= used; number++)
            {
                if (EntryAt(number).Cell is { } cell) yield return cell;
            }
        }
    }

    public EntityCell? Find(ReadOnlySpan<char> stream, int hash)
    {
        var number = FirstOf(hash);
        for (var steps = 0; number != 0 && steps < LongestUsualChain; steps++)
        {
            ref var entry = ref EntryAt(number);
            if (entry.Hash == hash && entry.Cell is { } cell && stream.SequenceEqual(cell.Stream)) return cell;
            number = entry.Next;
        }

        // A chain that was being changed may have led past it.
        lock (_gate) return FindInside(stream, hash);
    }

    public EntityCell Add(EntityCell cell, int hash)
    {
        lock (_gate)
        {
            if (FindInside(cell.Stream, hash) is { } known) return known;
            if (_count == _buckets.Length) Grow();
            var number = TakeNumber();
            ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
            EntryAt(number) = new Entry { Hash = hash, Next = bucket, Cell = cell };
            Volatile.Write(ref bucket, number);
            _count++;
            return cell;
        }
    }

    public void Remove(EntityCell cell, int hash)
    {
        lock (_gate)
        {
            ref var link = ref _buckets[hash & (_buckets.Length - 1)];
            while (link != 0)
            {
                ref var entry = ref EntryAt(link);
                if (!ReferenceEquals(entry.Cell, cell))
                {
                    link = ref entry.Next;
                    continue;
                }

                var number = link;
                link = entry.Next;
                (entry.Cell, entry.Next) = (null, _free);
                _free = number;
                _count--;
                return;
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_buckets);
            (_chunks, _used, _count, _free) = ([], 0, 0, 0);
        }
    }

    // A lookup waits for memory at each step. Who looks for many at once takes each step for all of them, and asks for what the next one needs before it goes on to the next entity.

    /// <summary>First step: asks for the bucket.</summary>
    public void FetchBucket(int hash) => CacheHint.Fetch(ref _buckets[hash & (_buckets.Length - 1)]);

    /// <summary>Second step: asks for the first entry of the chain.</summary>
    public void FetchEntry(int hash)
    {
        if (FirstOf(hash) is var number and not 0) CacheHint.Fetch(ref EntryAt(number));
    }

    /// <summary>Third step: asks for the cell that is probably the wanted one, and answers it.</summary>
    public EntityCell? FetchCell(int hash)
    {
        if (FirstOf(hash) is not (var number and not 0)) return null;
        ref var entry = ref EntryAt(number);
        if (entry.Hash != hash) return null;
        CacheHint.Fetch(entry.Cell);
        return entry.Cell;
    }

    private int FirstOf(int hash)
    {
        var buckets = Volatile.Read(ref _buckets);
        return Volatile.Read(ref buckets[hash & (buckets.Length - 1)]);
    }

    /// <summary>A number is given out after its chunk is there.</summary>
    private ref Entry EntryAt(int number) => ref Volatile.Read(ref _chunks)[(number - 1) / ChunkLength][(number - 1) % ChunkLength];

    private EntityCell? FindInside(ReadOnlySpan<char> stream, int hash)
    {
        for (var number = _buckets[hash & (_buckets.Length - 1)]; number != 0;)
        {
            ref var entry = ref EntryAt(number);
            if (entry.Hash == hash && stream.SequenceEqual(entry.Cell!.Stream)) return entry.Cell;
            number = entry.Next;
        }

        return null;
    }

    private int TakeNumber()
    {
        if (_free != 0)
        {
            var number = _free;
            _free = EntryAt(number).Next;
            return number;
        }

        if (_used == _chunks.Length * ChunkLength) Volatile.Write(ref _chunks, [.. _chunks, new Entry[ChunkLength]]);
        Volatile.Write(ref _used, _used + 1);
        return _used;
    }

    private void Grow()
    {
        var buckets = new int[_buckets.Length * 2];
        for (var number = 1; number <= _used; number++)
        {
            ref var entry = ref EntryAt(number); // None is free: the stripe is full.
            ref var bucket = ref buckets[entry.Hash & (buckets.Length - 1)];
            entry.Next = bucket;
            bucket = number;
        }

        Volatile.Write(ref _buckets, buckets);
    }

    private struct Entry
    {
        public int Hash;
        public int Next;
        public EntityCell? Cell;
    }
}
