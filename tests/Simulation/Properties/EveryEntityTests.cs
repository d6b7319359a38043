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
        private readonly IReadOnlyList<IScenario> _scenarios = All.Scenarios(crowd: 1);
        private readonly StepHost _host = new();

        public Run() => Model = new JournalModel(_host.Journal, _host.Types);

        public JournalModel Model { get; }

        /// <summary>One ask per number, a minute apart; each under an id of its own.</summary>
        public IEnumerable<(IAsk Ask, Request Request)> Asks(int[] choices)
        {
            foreach (var choice in choices)
            {
                var random = new Random(choice);
                _host.Clock.Move(TimeSpan.FromMinutes(1));
                Model.CatchUp(Assert.Fail);
                var ask = _scenarios[random.Next(_scenarios.Count)].Next(random, _host.Clock.GetUtcNow(), Model);
                yield return (ask, _host.NextRequest(ask.Body));
            }
        }

        public TurnResult Answer(IAsk ask, in Request request)
        {
            var result = _host.Ask(ask, request);
            _host.Write();
            return result;
        }

        public void DeliverMail() => _host.Drain();

        public void Dispose() => _host.Dispose();
    }
}
