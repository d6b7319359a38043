using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Properties;

/// <summary>Two properties that hold for every entity of every scenario, over commands that FsCheck chooses and shrinks.</summary>
public sealed class EveryEntityTests
{
    [Fact]
    public void A_repeated_command_changes_nothing_and_gives_the_same_answer() => Prop.ForAll<int[]>(choices =>
    {
        using var run = new Run();
        foreach (var (ask, request) in run.Asks(choices))
        {
            var first = run.Answer(ask, request);
            var again = run.Answer(ask, request);
            var mustRepeat = first.Kind is AnswerKind.Done or AnswerKind.Repeated;
            if (mustRepeat && again.Kind != AnswerKind.Repeated) return false;
            if (again.Kind == AnswerKind.Done || again.Snapshot.Version != first.Snapshot.Version || again.Outcome != first.Outcome) return false;
            run.DeliverMail();
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Applying_the_stored_events_gives_the_state_that_was_answered() => Prop.ForAll<int[]>(choices =>
    {
        using var run = new Run();
        foreach (var (ask, request) in run.Asks(choices))
        {
            var snapshot = run.Answer(ask, request).Snapshot;
            run.Model.CatchUp(Assert.Fail);
            var stream = run.Model.Stream(ask.Stream);
            if (stream.JsonAt(snapshot.Version) != stream.Json(snapshot.State)) return false;
            run.DeliverMail();
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private sealed class Run : IDisposable
    {
        private static readonly ProgramVersion s_program = new(StateVersion: 1, Bug.None);
        private readonly IReadOnlyList<IScenario> _scenarios = All.Scenarios(crowd: 1);
        private readonly SimulatedClock _clock = new(World.Start);
        private readonly HostMetrics _metrics = new();
        private readonly EntityHost _host;

        public Run()
        {
            var journal = new MemoryJournalStore();
            var types = _scenarios.SelectMany(scenario => scenario.Types(s_program)).ToList();
            Model = new JournalModel(journal, types);
            _host = new EntityHost(new HostStores(journal, new MemoryCheckpointStore()), types, new HostOptions(), _clock, _clock, PlainSealing.Options, _metrics);
        }

        public JournalModel Model { get; }

        /// <summary>One ask per number, a minute apart; each under an id of its own.</summary>
        public IEnumerable<(IAsk Ask, Request Request)> Asks(int[] choices)
        {
            for (var index = 0; index < choices.Length; index++)
            {
                var random = new Random(choices[index]);
                _clock.Move(TimeSpan.FromMinutes(1));
                var ask = _scenarios[random.Next(_scenarios.Count)].Next(random, _clock.GetUtcNow());
                yield return (ask, new Request(CommandId.From("property", index.ToString(CultureInfo.InvariantCulture)), "property", Request.HashOf(System.Text.Encoding.UTF8.GetBytes(ask.Body))));
            }
        }

        public TurnResult Answer(IAsk ask, in Request request)
        {
            var result = ask.Submit(_host, request);
            _host.Writer.Step();
            return result;
        }

        public void DeliverMail()
        {
            while (_host.Relay.Step() | _host.Timers.Step() | _host.Writer.Step())
            {
                // Until nothing is left to do.
            }
        }

        public void Dispose()
        {
            _host.Dispose();
            _metrics.Dispose();
        }
    }
}
