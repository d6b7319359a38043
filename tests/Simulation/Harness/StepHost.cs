using System.Globalization;
using System.Text;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>A host over memory stores whose parts run when a test says so, and not otherwise.</summary>
internal sealed class StepHost : IDisposable
{
    private readonly HostMetrics _metrics = new();
    private int _ids;

    /// <param name="from">The host whose stores this one goes on with, as if that one's process had ended; null for empty ones.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="bug">What the program has wrong.</param>
    /// <param name="clock">Business time; null for the simulated <see cref="Clock"/>.</param>
    /// <param name="realClock">Real time; null for the simulated clock too.</param>
    public StepHost(StepHost? from = null, HostOptions? options = null, Bug bug = Bug.None, TimeProvider? clock = null, TimeProvider? realClock = null)
    {
        (Journal, Rows, Clock) = from is null ? (new MemoryJournalStore(), new MemoryCheckpointStore(), new SimulatedClock(World.Start)) : (from.Journal, from.Rows, from.Clock);
        Types = [.. All.Scenarios(crowd: 1).SelectMany(scenario => scenario.Types(new ProgramVersion(StateVersion: 1, bug)))];
        Host = new EntityHost(new HostStores(Journal, Rows), Types, options ?? new HostOptions { RecoveryThreads = 1, TableStripes = 1, RecentStates = 8 }, clock ?? Clock, realClock ?? Clock, PlainSealing.Options, _metrics);
    }

    public MemoryJournalStore Journal { get; }

    public MemoryCheckpointStore Rows { get; }

    public SimulatedClock Clock { get; }

    public IReadOnlyList<EntityType> Types { get; }

    public EntityHost Host { get; }

    /// <summary>Asks under a new id; what it leads to waits for <see cref="Write"/>.</summary>
    public TurnResult Ask<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key, TCommand command)
        where TState : class
        where TCommand : class
        where TEvent : class => Ask(new Ask<TState, TCommand, TEvent>(type, key, command), NextRequest($"{key} {command}"));

    public TurnResult Ask(IAsk ask, in Request request) => ask.Submit(Host, request);

    public Request NextRequest(string body) =>
        new(CommandId.From("test", (++_ids).ToString(CultureInfo.InvariantCulture)), "test", Request.HashOf(Encoding.UTF8.GetBytes(body)));

    public void Write()
    {
        while (Host.Writer.Step())
        {
            // Until the queue is empty.
        }
    }

    /// <summary>Mail, timers and the writer, until none has anything to do.</summary>
    public void Drain()
    {
        while (Host.Relay.Step() | Host.Timers.Step() | Host.Writer.Step())
        {
            // Each may give the others something to do.
        }
    }

    public void Dispose()
    {
        Host.Dispose();
        _metrics.Dispose();
    }
}
