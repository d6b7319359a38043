namespace Mainstay.Entities;

/// <summary>One command that was done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BodyHash">What was asked.</param>
/// <param name="AtTicks">When it was done, real time, ticks UTC.</param>
/// <param name="Version">The entity's version after its first row.</param>
/// <param name="Outcome">What was answered besides the state.</param>
internal readonly record struct RememberedCommand(UInt128 Id, UInt128 BodyHash, long AtTicks, long Version, string? Outcome);

/// <summary>The commands that an entity remembers, oldest first. Guarded by the entity's turn.</summary>
internal sealed class RememberedCommands
{
    private RememberedCommand[] _ring;
    private int _first;

    public RememberedCommands() => _ring = new RememberedCommand[1];

    public RememberedCommands(IReadOnlyList<RememberedCommand> entries)
    {
        _ring = new RememberedCommand[Math.Max(1, entries.Count)];
        foreach (var entry in entries) Add(entry);
    }

    public int Count { get; private set; }

    public bool TryFind(UInt128 id, out RememberedCommand found)
    {
        for (var index = 0; index < Count; index++)
        {
            ref readonly var entry = ref At(index);
            if (entry.Id != id) continue;
            found = entry;
            return true;
        }

        found = default;
        return false;
    }

    public void Add(in RememberedCommand entry)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_first + Count) % _ring.Length] = entry;
        Count++;
    }

    public void ForgetBefore(long ticks)
    {
        while (Count > 0 && At(0).AtTicks < ticks)
        {
            _ring[_first] = default;
            _first = (_first + 1) % _ring.Length;
            Count--;
        }
    }

    /// <summary>Those that belong to a state at <paramref name="version"/> or before.</summary>
    public RememberedCommand[] UpTo(long version)
    {
        var count = 0;
        while (count < Count && At(count).Version <= version) count++;
        var result = new RememberedCommand[count];
        for (var index = 0; index < count; index++) result[index] = At(index);
        return result;
    }

    private ref readonly RememberedCommand At(int index) => ref _ring[(_first + index) % _ring.Length];

    private void Grow()
    {
        var larger = new RememberedCommand[_ring.Length * 2];
        for (var index = 0; index < Count; index++) larger[index] = At(index);
        _ring = larger;
        _first = 0;
    }
}
