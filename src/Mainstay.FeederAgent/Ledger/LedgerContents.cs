using System.Collections.Immutable;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>What a store holds when it is opened.</summary>
internal sealed record LedgerContents(
    ImmutableArray<Entry> Entries,
    AdoptedPlan Plan,
    ClockRecord? Clock,
    ImmutableArray<CommandRecord> Commands,
    ImmutableDictionary<string, string> Settings);

/// <summary>What is written at once: all of it is on disk when the store returns, or none.</summary>
/// <param name="Settings">Null removes one.</param>
/// <param name="ForgetsMeals">Before anything else is written, every meal, every command and the plan are taken away.</param>
internal sealed record LedgerChange(
    ImmutableArray<Entry> Entries = default,
    AdoptedPlan? Plan = null,
    ClockRecord? Clock = null,
    ImmutableArray<CommandRecord> Commands = default,
    ImmutableArray<KeyValuePair<string, string?>> Settings = default,
    bool ForgetsMeals = false);

/// <summary>Where the ledger is kept. Two exist: a file, and memory for thousands of simulated feeders, which a simulated power cut treats as it would a disk.</summary>
internal interface ILedgerStore : IDisposable
{
    /// <param name="since">Final entries that are reported and older may be left out.</param>
    LedgerContents Load(Instant since);

    /// <exception cref="LedgerFailedException">What the disk holds is not known; the process ends, and the next one reads it.</exception>
    void Commit(LedgerChange change);

    /// <summary>Takes away reported entries and commands that are older.</summary>
    void Prune(Instant before);

    /// <summary>Entries from disk, newest first; those of one instant by their ids, the last one first.</summary>
    /// <param name="to">What is due then is left out, but for the ids before <paramref name="before"/>.</param>
    IReadOnlyList<Entry> History(Instant from, Instant to, int limit, string before = "");
}

/// <summary>The ledger could not be written. Nothing is fed on what is not on disk.</summary>
internal sealed class LedgerFailedException(string message, Exception cause) : Exception(message, cause);
