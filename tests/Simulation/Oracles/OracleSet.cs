using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>All oracles of one run. Keeps the first violation: one that is thrown inside of the host may be taken there for a failing store.</summary>
internal sealed class OracleSet
{
    private readonly World _world;
    private readonly Oracle[] _all;

    public OracleSet(World world, IEnumerable<IScenario> scenarios, Func<Oracle, bool> watching)
    {
        _world = world;
        var mail = new NothingIsLostOrDoubledBetweenEntities(world.Model);
        Oracle[] all =
        [
            new AcknowledgedWritesStay(), new TheSameRequestTwiceHasOneEffect(world.Model), mail, new TheCursorPassesNoMail(mail), new ReadsSeeCommittedState(),
            new InstantsNeverRunBackwards(), new ATickHasEffectOnce(world.Model), new RefusalsLeaveNoRow(), new RowsAndTailGiveTheReplay(), new RecoveredStateIsTheReplay(),
            new NobodyDueIsForgotten(), new UnknownOutcomesAreResolved(), new ViewsShowTheFold(), new OnlyTheHarmedStop(), .. scenarios.SelectMany(scenario => scenario.Oracles()),
        ];
        _all = [.. all.Where(watching)];
    }

    public ViolationException? Violation { get; private set; }

    public void CatchUp() => Guard(() =>
    {
        foreach (var row in _world.Model.CatchUp(what => throw new ViolationException($"versions have no gaps, and the chain holds: {what}")))
        {
            _world.Trace?.Add($"  durable {row.Offset}: {row.Stream} v{row.Version} {row.Event?.ToString() ?? "(mail taken)"} by {row.Actor}{(row.Source.IsNone ? "" : $" from {row.Source.Offset}.{row.Source.Index}")}");
            _world.Reached.Note(row.Event is null ? "mail taken without an event" : row.Actor == "timer" ? "tick" : row.Source.IsNone ? "event" : "mail taken");
            if (row.Event is not null) _world.Reached.Note($"{row.Entity.TypeName} {row.Event.GetType().Name}");
            foreach (var oracle in _all) oracle.Row(row);
        }
    });

    public void Decided(ClientRequest request, TurnResult result, long queuedRows) => Each(oracle => oracle.Decided(request, result, queuedRows));

    public void NotTaken(ClientRequest request, Exception reason, long queuedRows) => Each(oracle => oracle.NotTaken(request, reason, queuedRows));

    public void Answered(Attempt attempt)
    {
        CatchUp();
        Each(oracle => oracle.Answered(_world, attempt));
    }

    public void Read(string stream, object state, long version)
    {
        CatchUp();
        Each(oracle => oracle.Read(_world, stream, state, version));
    }

    public void Opened(EntityHost host)
    {
        CatchUp();
        Each(oracle => oracle.Opened(_world, host));
    }

    public void AfterStep()
    {
        CatchUp();
        Each(oracle => oracle.AfterStep(_world));
    }

    public void AtEnd()
    {
        CatchUp();
        Each(oracle => oracle.AtEnd(_world));
    }

    private void Each(Action<Oracle> check) => Guard(() =>
    {
        foreach (var oracle in _all) check(oracle);
    });

    private void Guard(Action check)
    {
        try
        {
            check();
        }
        catch (ViolationException violation)
        {
            Violation ??= violation;
            throw;
        }
    }
}
