using System.Collections.Immutable;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>
/// Everything that a feeder must not forget: the plan it follows, each meal, what commands came to, the last known time, settings. What is read here is on disk. Each line carries the time on,
/// so that no line is ever dated after the time that the clock begins with. Used under the feeder's lock.
/// </summary>
internal sealed class FeederLedger : IDisposable
{
    private static readonly Duration s_inMemory = Duration.FromDays(35);
    private static readonly Duration s_onDisk = Duration.FromDays(400);

    /// <summary>More than a year of ten meals a day. A feeder may never have a server, and the card of one is not to fill with what nobody will ask for.</summary>
    internal const int MostUnreported = 4_096;

    private readonly ILedgerStore _store;
    private LedgerFailedException? _failure;
    private LocalDate? _pruned;

    public FeederLedger(ILedgerStore store)
    {
        _store = store;
        // By the last known time, as the file says it: everything else may be far ahead or behind.
        var contents = store.Load(Instant.MinValue);
        if (contents.Clock is { IsKnown: true } clock) contents = store.Load(clock.Time - s_inMemory);
        View = contents.Entries.Aggregate(LedgerView.Empty, (view, entry) => view.With(entry));
        Commands = contents.Commands.ToImmutableDictionary(command => command.CommandId, StringComparer.Ordinal);
        (Plan, Clock, Settings) = (contents.Plan, contents.Clock, contents.Settings);
    }

    public LedgerView View { get; private set; }

    public AdoptedPlan Plan { get; private set; }

    public ClockRecord? Clock { get; private set; }

    public ImmutableDictionary<string, CommandRecord> Commands { get; private set; }

    public ImmutableDictionary<string, string> Settings { get; private set; }

    /// <summary>Writes meals, and what they mean for the commands that asked for them.</summary>
    public void Write(ClockRecord time, params ReadOnlySpan<Entry> entries) => Commit(new LedgerChange(Clock: time, Entries: [.. entries], Commands: [.. Results(entries)]));

    public void Write(ClockRecord time, CommandRecord command, Entry? entry = null) => Commit(new LedgerChange(Clock: time, Entries: entry is null ? [] : [entry], Commands: [command]));

    public void Adopt(ClockRecord time, AdoptedPlan plan) => Commit(new LedgerChange(Clock: time, Plan: plan));

    /// <param name="time">The time that a restart goes on from.</param>
    public void KeepTime(ClockRecord time)
    {
        Commit(new LedgerChange(Clock: time));
        if (time.IsKnown) Prune(time);
    }

    /// <param name="value">Null removes it.</param>
    public void Set(string name, string? value) => Commit(new LedgerChange(Settings: [KeyValuePair.Create(name, value)]));

    /// <summary>Takes away settings, and on request plan, meals and other commands, and writes that this command has done it: all of it at once, so that it is done once.</summary>
    public void Forget(ClockRecord time, CommandRecord done, bool forgetsMeals, IEnumerable<string> settings) =>
        Commit(new LedgerChange(Clock: time, Commands: [done], Settings: [.. settings.Select(name => KeyValuePair.Create(name, (string?)null))], ForgetsMeals: forgetsMeals));

    /// <inheritdoc cref="ILedgerStore.History"/>
    public IReadOnlyList<Entry> History(Instant from, Instant to, int limit, string before) => _store.History(from, to, limit, before);

    public void Dispose() => _store.Dispose();

    private void Commit(LedgerChange change)
    {
        // What the disk holds after a failure is known to the next start only.
        if (_failure is not null) throw _failure;
        try
        {
            _store.Commit(change);
        }
        catch (LedgerFailedException failure)
        {
            _failure = failure;
            throw;
        }

        Show(change);
    }

    private void Show(LedgerChange change)
    {
        if (change.ForgetsMeals) (View, Commands, Plan) = (LedgerView.Empty, Commands.Clear(), AdoptedPlan.None);
        if (!change.Entries.IsDefaultOrEmpty) View = change.Entries.Aggregate(View, (view, entry) => view.With(entry));
        if (!change.Commands.IsDefaultOrEmpty) Commands = Commands.SetItems(change.Commands.Select(command => KeyValuePair.Create(command.CommandId, command)));
        Plan = change.Plan ?? Plan;
        Clock = change.Clock ?? Clock;
        if (change.Settings.IsDefaultOrEmpty) return;
        foreach (var (name, value) in change.Settings) Settings = value is null ? Settings.Remove(name) : Settings.SetItem(name, value);
    }

    private List<CommandRecord> Results(ReadOnlySpan<Entry> entries)
    {
        List<CommandRecord> results = [];
        foreach (var entry in entries)
            if (entry is { IsFinal: true, Source: MealSource.Command } && Commands.TryGetValue(entry.OccurrenceId[(Occurrence.CommandPrefix.Length + 1)..], out var command)) results.Add(command.Ended(entry));
        return results;
    }

    /// <summary>Once a day, lest the ledger grow for ever.</summary>
    private void Prune(ClockRecord time)
    {
        var now = time.Time;
        var today = now.InUtc().Date;
        if (_pruned == today) return;
        _pruned = today;
        LetGo(time);
        _store.Prune(now - s_onDisk);
        View = View.Without(now - s_inMemory);
        Commands = Commands.RemoveRange(Commands.Values.Where(command => command.IsReported && command.ReceivedAt < now - s_inMemory).Select(command => command.CommandId));
    }

    /// <summary>Of more than are kept for the server, the oldest no longer wait for it. Counted and not dated: a time source that lies takes nothing away.</summary>
    private void LetGo(ClockRecord time)
    {
        var meals = View.Entries.Values.Where(entry => entry.IsUnreported).OrderByDescending(entry => entry.EndedAt).Skip(MostUnreported).Select(entry => entry with { Acknowledged = entry.Revision });
        var commands = Commands.Values.Where(command => !command.IsReported && command.State != CommandState.Accepted).OrderByDescending(command => command.ReceivedAt).Skip(MostUnreported).Select(command => command with { IsReported = true });
        var change = new LedgerChange(Clock: time, Entries: [.. meals], Commands: [.. commands]);
        if (change.Entries.Length + change.Commands.Length > 0) Commit(change);
    }
}
