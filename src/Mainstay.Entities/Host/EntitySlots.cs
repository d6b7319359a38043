namespace Mainstay.Entities;

/// <summary>What changes with every command of a loaded entity.</summary>
internal struct EntitySlot
{
    public Snapshot? Newest;
    public Snapshot? Committed;
    public JournalBatch? LastBatch;
    public RememberedCommands Remembered;
}

/// <summary>
/// The slots of all loaded entities, in arrays large enough for the large object heap. A collection of the youngest generation looks at every old object that was made to point at a
/// young one; among a million small objects it must search for each from the start of its page, in a large array it looks at the one place that changed. With commands spread over
/// 1 M entities that is the difference between pauses of 15 to 40 ms and of 3 to 7 ms for 5,000 commands (ADR 0014).
/// </summary>
internal sealed class EntitySlots
{
    private const int ChunkBits = 11;
    private const int ChunkLength = 1 << ChunkBits;
    private readonly Lock _gate = new();
    private readonly List<EntitySlot[]> _chunks = [];
    private readonly Stack<int> _free = new();
    private int _used;

    /// <summary>An empty slot.</summary>
    public SlotPlace Take()
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var number)) number = _used++;
            if (number >> ChunkBits == _chunks.Count) _chunks.Add(new EntitySlot[ChunkLength]);
            return new SlotPlace(_chunks[number >> ChunkBits], number);
        }
    }

    /// <summary>Empties a slot and gives it to the next entity that is loaded.</summary>
    public void GiveBack(in SlotPlace place)
    {
        place.Slot = default;
        lock (_gate) _free.Push(place.Number);
    }

    /// <summary>Where a slot is.</summary>
    internal readonly struct SlotPlace(EntitySlot[] chunk, int number)
    {
        public int Number => number;

        public ref EntitySlot Slot => ref chunk[number & (ChunkLength - 1)];
    }
}
