using System.Collections.Immutable;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>What a simulated disk holds. It outlives the stores that are opened on it, as a disk outlives a power cut.</summary>
internal sealed class MemoryDisk
{
    public Dictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, CommandRecord> Commands { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);
    public AdoptedPlan Plan { get; set; } = AdoptedPlan.None;
    public ClockRecord? Clock { get; set; }
}

/// <summary>
/// A ledger in memory. What happens around a commit is the simulation's to say: before it, the power may go and nothing is written; after it, the power may go and all of it is.
/// A disk that says it has flushed and has not is not simulated: nothing that is built on it can keep a promise.
/// </summary>
internal sealed class MemoryLedgerStore(MemoryDisk disk, Action? before = null, Action? after = null) : ILedgerStore
{
    public LedgerContents Load(Instant since) => new(
        [.. disk.Entries.Values.Where(entry => !entry.IsFinal || entry.IsUnreported || (entry.EndedAt ?? entry.Due) >= since).OrderBy(entry => entry.Due)],
        disk.Plan,
        disk.Clock,
        [.. disk.Commands.Values],
        disk.Settings.ToImmutableDictionary(StringComparer.Ordinal));

    public void Commit(LedgerChange change)
    {
        before?.Invoke();
        if (change.ForgetsMeals) Forget();
        if (!change.Entries.IsDefault) foreach (var entry in change.Entries) disk.Entries[entry.OccurrenceId] = entry;
        if (!change.Commands.IsDefault) foreach (var command in change.Commands) disk.Commands[command.CommandId] = command;
        if (!change.Settings.IsDefault) foreach (var (name, value) in change.Settings) SetSetting(name, value);
        disk.Plan = change.Plan ?? disk.Plan;
        disk.Clock = change.Clock ?? disk.Clock;
        after?.Invoke();
    }

    public void Prune(Instant before)
    {
        foreach (var old in disk.Entries.Values.Where(entry => entry.IsFinal && !entry.IsUnreported && entry.Due < before).ToList()) disk.Entries.Remove(old.OccurrenceId);
        foreach (var old in disk.Commands.Values.Where(command => command.IsReported && command.ReceivedAt < before).ToList()) disk.Commands.Remove(old.CommandId);
    }

    public IReadOnlyList<Entry> History(Instant from, Instant to, int limit, string before = "") =>
        [.. disk.Entries.Values.Where(entry => entry.Due >= from && (entry.Due < to || (entry.Due == to && string.CompareOrdinal(entry.OccurrenceId, before) < 0)))
            .OrderByDescending(entry => entry.Due).ThenByDescending(entry => entry.OccurrenceId, StringComparer.Ordinal).Take(limit)];

    public void Dispose()
    {
    }

    private void Forget()
    {
        disk.Entries.Clear();
        disk.Commands.Clear();
        disk.Plan = AdoptedPlan.None;
    }

    private void SetSetting(string name, string? value)
    {
        if (value is null) disk.Settings.Remove(name);
        else disk.Settings[name] = value;
    }
}
