using System.Collections.Immutable;
using NodaTime;

namespace Mainstay.FeederAgent.Meals;

/// <summary>What the ledger says at one moment. Changes make a new one.</summary>
internal sealed class LedgerView
{
    public static readonly LedgerView Empty = new(ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal), null, []);

    private LedgerView(ImmutableSortedDictionary<string, Entry> entries, string? open, ImmutableList<string> waiting) => (Entries, _open, Waiting) = (entries, open, waiting);

    private readonly string? _open;

    public ImmutableSortedDictionary<string, Entry> Entries { get; }

    /// <summary>What commands and the button asked for and is not begun yet, in the order in which it came.</summary>
    public ImmutableList<string> Waiting { get; }

    /// <summary>The meal that is being given; there is never more than one.</summary>
    public Entry? Open => _open is null ? null : Entries[_open];

    public Entry? Find(string occurrenceId) => Entries.GetValueOrDefault(occurrenceId);

    public LedgerView With(Entry entry)
    {
        var id = entry.OccurrenceId;
        var waiting = entry.State == MealState.Due ? Waiting.Contains(id, StringComparer.Ordinal) ? Waiting : Waiting.Add(id) : Waiting.Remove(id, StringComparer.Ordinal);
        return new LedgerView(Entries.SetItem(id, entry), entry.State == MealState.Started ? id : _open == id ? null : _open, waiting);
    }

    /// <summary>Without what is final, reported and older: it stays on disk.</summary>
    public LedgerView Without(Instant before)
    {
        var old = Entries.Values.Where(entry => entry.IsFinal && !entry.IsUnreported && (entry.EndedAt ?? entry.Due) < before && entry.Due < before).Select(entry => entry.OccurrenceId);
        return new LedgerView(Entries.RemoveRange(old), _open, Waiting);
    }

    /// <summary>Portions that count against the maximum of a date: by the date on which they were begun, whosever meal it was.</summary>
    public int CountedOn(LocalDate date, DateTimeZone zone) =>
        Entries.Values.Where(entry => entry.StartedAt is { } started && started.InZone(zone).Date == date).Sum(entry => entry.Counted);
}
