namespace Mainstay.Entities;

/// <summary>One command that was done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BodyHash">What was asked.</param>
/// <param name="AtTicks">When it was done, real time, ticks UTC.</param>
/// <param name="Version">The entity's version after its first row.</param>
/// <param name="Outcome">What was answered besides the state.</param>
internal readonly record struct RememberedCommand(UInt128 Id, UInt128 BodyHash, long AtTicks, long Version, string? Outcome);

/// <summary>The commands that an entity remembers, oldest first. Guarded by the entity's turn; lies in the entity's slot, so it is changed in place and never copied.</summary>
internal struct RememberedCommands(IReadOnlyCollection<RememberedCommand> entries)
{
    private RememberedCommand[]? _ring = entries.Count == 0 ? null : [.. entries];
    private int _first;

    public int Count { get; private set; } = entries.Count;

    public readonly bool TryFind(UInt128 id, out RememberedCommand found)
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
        var ring = _ring is { } room && Count < room.Length ? room : Grow();
        ring[(_first + Count) % ring.Length] = entry;
        Count++;
    }

    public void ForgetBefore(long ticks)
    {
        while (Count > 0 && At(0).AtTicks < ticks)
        {
            _ring![_first] = default;
            _first = (_first + 1) % _ring.Length;
            Count--;
        }
    }

    /// <summary>Those that belong to a state at <paramref name="version"/> or before.</summary>
    public readonly RememberedCommand[] UpTo(long version)
    {
        var count = 0;
        while (count < Count && At(count).Version <= version) count++;
        var result = new RememberedCommand[count];
        for (var index = 0; index < count; index++) result[index] = At(index);
        return result;
    }

    private readonly ref readonly RememberedCommand At(int index) => ref _ring![(_first + index) % _ring.Length];

    private RememberedCommand[] Grow()
    {
        var larger = new RememberedCommand[Math.Max(1, Count * 2)];
        for (var index = 0; index < Count; index++) larger[index] = At(index);
        (_ring, _first) = (larger, 0);
        return larger;
    }
}
