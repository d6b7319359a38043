using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>
/// A feeder as others see it: what may be asked of it, and what it says. Whatever is answered is on disk. <see cref="FeedingLoop"/> does the feeding; the pages, the interface and the connection to
/// a server are beside it and none of them is needed for it. May be used from any thread.
/// </summary>
internal sealed partial class Feeder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FeederLedger _ledger;
    private readonly DeviceClock _clock;

    public Feeder(FeederLedger ledger, IFeederHardware hardware, DeviceClock clock, TimeProvider time)
    {
        (_ledger, _clock, Hardware, Bell) = (ledger, clock, hardware, new Bell(time));
        hardware.ButtonPressed = PressButton;
        clock.WasSet = OnClockSet;
    }

    public IFeederHardware Hardware { get; }

    public DeviceClock Clock => _clock;

    /// <summary>Raised after each line of the ledger.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Called when somebody presses the button: a person is there.</summary>
    public Action? Pressed { get; init; }

    /// <summary>Wakes the loop.</summary>
    internal Bell Bell { get; }

    public LedgerView View => _ledger.View;

    public AdoptedPlan Plan => _ledger.Plan;

    /// <summary>What the next step is, at this moment.</summary>
    public Step Next()
    {
        lock (_gate) return MealDecider.Next(_ledger.Plan, _ledger.View, _clock.Read());
    }

    /// <summary>Takes in a plan that the server wishes; one that is not newer changes nothing.</summary>
    public PlanAnswer Adopt(ReadOnlySpan<byte> utf8)
    {
        var reading = PlanReader.Read(utf8);
        if (reading.Plan is not { } plan) return new PlanAnswer(IsFollowed: false, reading.Errors);
        lock (_gate)
        {
            if (plan.Version <= _ledger.Plan.Plan.Version) return new PlanAnswer(plan.Version == _ledger.Plan.Plan.Version, []);
            _ledger.Adopt(_clock.Keep(), _ledger.Plan.Follow(plan, localRevision: 0, _clock.Read().Now));
        }

        Tell();
        return new PlanAnswer(IsFollowed: true, []);
    }

    /// <summary>Takes in a plan that was edited on the feeder's own page. The server's next version replaces it.</summary>
    /// <param name="seen">The local revision that was edited; another one was made meanwhile: null.</param>
    public PlanAnswer? Edit(PlanDocument document, int seen)
    {
        PlanReading reading;
        lock (_gate)
        {
            var now = _ledger.Plan;
            if (now.LocalRevision != seen) return null;
            reading = PlanReader.Read(document with { Version = now.Plan.Version });
            if (reading.Plan is not { } plan) return new PlanAnswer(IsFollowed: false, reading.Errors);
            _ledger.Adopt(_clock.Keep(), now.Follow(plan, seen + 1, _clock.Read().Now));
        }

        Tell();
        return new PlanAnswer(IsFollowed: true, reading.Errors);
    }

    /// <summary>Feed now. The same id again answers the same.</summary>
    public CommandRecord Feed(FeedCommand command)
    {
        CommandRecord record;
        lock (_gate)
        {
            if (_ledger.Commands.TryGetValue(command.CommandId, out var known)) return known;
            (record, var meal) = CommandDecider.Decide(command, _ledger.Plan.Plan, _ledger.View, _clock.Read());
            _ledger.Write(_clock.Keep(), record, meal);
        }

        Tell();
        return record;
    }

    /// <summary>One portion, now, and it counts.</summary>
    public void PressButton()
    {
        Pressed?.Invoke();
        lock (_gate)
        {
            var time = _clock.Keep();
            // The whole name of the boot: uptimes come again, and a line that comes twice would be written over.
            var id = $"{time.Boot}-{(long)time.Uptime.TotalMilliseconds}";
            if (CommandDecider.DecideButton(id, _ledger.Plan.Plan, _ledger.View, _clock.Read()) is not { } meal) return;
            _ledger.Write(time, meal);
        }

        Tell();
    }

    /// <inheritdoc cref="ILedgerStore.History"/>
    public IReadOnlyList<Entry> History(Instant from, Instant to, int limit, string before = "") => _ledger.History(from, to, limit, before);

    public string? Setting(string name) => _ledger.Settings.GetValueOrDefault(name);

    /// <param name="value">Null removes it.</param>
    public void Set(string name, string? value)
    {
        lock (_gate) _ledger.Set(name, value);
        Tell();
    }

    public void Dispose()
    {
        Hardware.ButtonPressed = null;
        _clock.WasSet = null;
        Bell.Dispose();
        _ledger.Dispose();
    }

    /// <summary>Writes one meal. It is on disk when this returns.</summary>
    internal void Write(Entry entry)
    {
        lock (_gate) _ledger.Write(_clock.Keep(), entry);
        Changed.Raise();
    }

    /// <summary>The machine's uptime at which the loop last wrote the time: it grows each minute while feeding goes on.</summary>
    public Duration LastKept { get; private set; }

    /// <summary>Writes how late it is, for the next start.</summary>
    internal void KeepTime()
    {
        lock (_gate)
        {
            var now = _clock.Keep();
            _ledger.KeepTime(now);
            LastKept = now.Uptime;
        }
    }

    private void OnClockSet(ClockReading before, ClockReading after)
    {
        lock (_gate)
        {
            var anew = before.IsKnown ? [] : Redating.Of(_ledger.View, _clock.Boot, after.Now - before.Now).ToArray();
            _ledger.Write(_clock.Keep(), anew);
        }

        Tell();
    }

    private void Tell()
    {
        // In this order: who is woken finds that something has changed.
        Changed.Raise();
        Bell.Ring();
    }
}
