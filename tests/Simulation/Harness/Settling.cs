using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Stores;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>The end of a run: nothing goes wrong any more, and everything that was promised must come true.</summary>
internal sealed class Settling(World world, Scheduler scheduler)
{
    public void Run()
    {
        world.Habits.CalmDown();
        world.Trace?.Add("settling");
        Mend();
        LetTimePass();
        AskAgain();
        Drain();
        LetTimePass();
        Finish();
        LetTimePass();
        world.Oracles.AtEnd();
        world.Look();
        ReplayEverything();
        LetGo();
    }

    /// <summary>Starts, with a sound program, until every entity runs: one whose row was unreadable is written down as such and rebuilt by the start after.</summary>
    private void Mend()
    {
        for (var starts = 0; ; starts++)
        {
            if (starts > 4) throw new ViolationException("a harmed entity stops, and no other: it does not come back");
            world.Disk.Crash();
            scheduler.Advance(Step.FlushRows);
            Drain();
            ReadEverything();
            world.Host!.Checkpointer.Step();
            if (world.Host.Directory.Stopped == 0 && world.Disk.Rows.Rotten.IsEmpty && world.Host.Relay.ParkedCount == 0) return;
        }
    }

    /// <summary>Runs every part until none has anything to do.</summary>
    private void Drain()
    {
        for (var rounds = 0; ; rounds++)
        {
            if (rounds > 20_000) throw new ViolationException("it settles: the parts keep each other busy for ever");
            var before = Progress();
            foreach (var step in (Step[])[Step.Write, Step.Relay, Step.Timers, Step.View]) scheduler.Advance(step);
            if (before == Progress() && world.Host!.Queue.Depth == 0) break;
        }

        if (world.Host!.Relay.StoppedBecause is { } reason) throw new ViolationException($"nothing is lost or doubled between entities: {reason}");
        if (world.Host.Relay.Followed != world.Model.Offset) throw new ViolationException($"nothing is lost or doubled between entities: mail stands at {world.Host.Relay.Followed} of {world.Model.Offset}");
    }

    private void LetTimePass()
    {
        for (var rounds = 0; rounds < 50; rounds++)
        {
            var due = world.Model.Streams.Values.Max(stream => stream.DueTicksAt(stream.Version));
            if (due == 0) return;
            if (due > world.Clock.GetUtcNow().UtcTicks) world.Clock.MoveTo(due);
            scheduler.Advance(Step.Checkpoint);
            Drain();
        }
    }

    private void AskAgain()
    {
        foreach (var request in world.Clients.Asked.ToList())
        {
            while (world.Host!.Queue.IsFull) scheduler.Advance(Step.Write);
            world.Clients.Ask(request);
            if (request is { HasId: true, Acknowledged: not null }) world.Clients.Ask(Clients.Reuse(request));
            scheduler.Advance(Step.Write);
            scheduler.Advance(Step.Relay);
        }

        ReadEverything();
    }

    /// <summary>Workers do what is left for them, and what only becomes possible with time.</summary>
    private void Finish()
    {
        foreach (var scenario in world.Scenarios)
        {
            AskWhatIsLeft(scenario);
            if (scenario.End is { } end && end > world.Clock.GetUtcNow()) world.Clock.MoveTo(end.UtcTicks);
            AskWhatIsLeft(scenario);
        }
    }

    private void AskWhatIsLeft(IScenario scenario)
    {
        for (var rounds = 0; scenario.Last(world.Clock.GetUtcNow(), world.Model) is { } ask; rounds++)
        {
            if (rounds > 5_000) throw new ViolationException($"it settles: workers find no end of {ask.Body}");
            world.Clients.Ask(new ClientRequest(ask, Request.By(ask.Worker ?? "manager"), world.RealClock.GetUtcNow()));
            Drain();
        }
    }

    private void ReadEverything()
    {
        foreach (var stream in world.Model.Streams.Keys.ToList())
        {
            try
            {
                var (state, version) = world.Reader.Read(world.Host!, stream);
                world.Oracles.Read(stream, state, version);
            }
            catch (EntityStoppedException) when (world.IsHarmed(stream))
            {
                // It comes back after the next start.
            }
        }
    }

    /// <summary>Without rows, the journal alone gives the same again; and all mail, relayed once more from the beginning, was taken before.</summary>
    private void ReplayEverything()
    {
        var end = world.Model.Offset;
        world.Disk.LoseRows();
        world.Disk.Crash();
        scheduler.Advance(Step.FlushRows);
        Drain();
        if (world.Model.Offset != end) throw new ViolationException("nothing is lost or doubled between entities: mail that was relayed again was taken again");
        world.Oracles.AtEnd();
    }

    /// <summary>What is on disk and idle need not be in memory: what was made by this process, and what was read from its rows.</summary>
    private void LetGo()
    {
        for (var round = 0; round < 2; round++)
        {
            world.Host!.Checkpointer.Step();
            world.Host.Evict();
            if (world.Host.Directory.Count > world.Habits.Options.MaximumLoaded) throw new ViolationException($"memory is bounded: {world.Host.Directory.Count} entities stay loaded");
            ReadEverything();
        }
    }

    private (int Starts, long Durable, long Followed, long Queued, long Views) Progress() =>
        (world.Starts, world.Model.Offset, world.Host!.Relay.Followed, world.Host.Queue.LastOffset, Views());

    private long Views() => world.Views.Sum(view => view.Position);
}
