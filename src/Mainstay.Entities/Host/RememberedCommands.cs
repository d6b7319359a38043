namespace Mainstay.Entities;

/// <summary>One command that was done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BodyHash">What was asked.</param>
/// <param name="AtTicks">When it was done, real time, ticks UTC.</param>
/// <param name="Version">The entity's version after its first row.</param>
/// <param name="Outcome">What was answered besides the state.</param>
internal readonly record struct RememberedCommand(UInt128 Id, UInt128 BodyHash, long AtTicks, long Version, string? Outcome);

/// <summary>
/// The commands that an entity remembers at one version, oldest first. Versions share an array: the next one adds behind what this one sees, so only the newest may be added to,
/// inside the entity's turn.
/// </summary>
internal readonly struct RememberedCommands
{
    private readonly RememberedCommand[]? _entries;
    private readonly int _first;

    public RememberedCommands(IReadOnlyCollection<RememberedCommand> entries)
        : this(entries.Count == 0 ? null : [.. entries], 0, entries.Count)
    {
    }

    private RememberedCommands(RememberedCommand[]? entries, int first, int count) => (_entries, _first, Count) = (entries, first, count);

    public int Count { get; }

    /// <summary>From the oldest, which is 0.</summary>
    public ref readonly RememberedCommand this[int index] => ref _entries![_first + index];

    /// <summary>Asks for the entries, which will be added to.</summary>
    public void Fetch() => CacheHint.Fetch(_entries);

    public bool TryFind(UInt128 id, out RememberedCommand found)
    {
        for (var index = 0; index < Count; index++)
        {
            ref readonly var entry = ref this[index];
            if (entry.Id != id) continue;
            found = entry;
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>Without those that were done before an instant.</summary>
    public RememberedCommands Since(long ticks)
    {
        var old = 0;
        while (old < Count && this[old].AtTicks < ticks) old++;
        return old == 0 ? this : new RememberedCommands(_entries, _first + old, Count - old);
    }

    /// <summary>With one more.</summary>
    public RememberedCommands With(in RememberedCommand entry)
    {
        var end = _first + Count;
        if (_entries is not null && end < _entries.Length)
        {
            _entries[end] = entry;
            return new RememberedCommands(_entries, _first, Count + 1);
        }

        var larger = new RememberedCommand[Math.Max(1, Count * 2)];
        _entries?.AsSpan(_first, Count).CopyTo(larger);
        larger[Count] = entry;
        return new RememberedCommands(larger, 0, Count + 1);
    }
}
