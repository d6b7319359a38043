using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation.Found;

/// <summary>What the simulation found in the timers.</summary>
public sealed class TimerTests
{
    /// <summary>With more due than is held in memory, the horizon passed an entity whose row was not written yet: nobody woke it any more.</summary>
    [Fact]
    public void What_was_left_to_the_index_is_woken_even_if_its_row_is_late()
    {
        using var host = new StepHost(options: new HostOptions { TimersHeld = 0 });
        Hold(host, "h", World.Start + TimeSpan.FromHours(3));
        host.Clock.Move(TimeSpan.FromHours(4));
        Assert.False(host.Host.Timers.Step());

        host.Host.Checkpointer.Step();
        host.Drain();

        Assert.Equal(1, host.Host.Read(Purse.Type, "a").Expirations);
    }

    /// <summary>Each commit of an entity that is due some day held another entry until that day.</summary>
    [Fact]
    public void A_due_instant_is_held_once_however_often_its_entity_changes()
    {
        using var host = new StepHost();
        Hold(host, "h", World.Start + TimeSpan.FromHours(3));
        for (var change = 0; change < 20; change++)
        {
            host.Ask(Purse.Type, "a", new PurseCommand.Name($"name {change}"));
            host.Write();
        }

        Assert.Equal(1, host.Host.Timers.Held);
    }

    [Fact]
    public void A_due_instant_that_comes_back_is_held_again()
    {
        var due = World.Start + TimeSpan.FromHours(3);
        using var host = new StepHost();
        Hold(host, "h", due);
        host.Ask(Purse.Type, "a", new PurseCommand.Release("h"));
        host.Write();
        host.Clock.Move(TimeSpan.FromHours(4));
        host.Drain(); // Passed over: it is not due any more.

        Hold(host, "again", due);
        host.Drain();

        Assert.Equal(1, host.Host.Read(Purse.Type, "a").Expirations);
    }

    /// <summary>A clock that goes back between finding a due entry and deciding it gave an instant before the due one.</summary>
    [Fact]
    public void A_tick_is_not_stamped_before_it_was_due()
    {
        using var first = new StepHost();
        var due = World.Start + TimeSpan.FromHours(3);
        Hold(first, "h", due);

        var clock = new ClockThatFalls(due);
        using var host = new StepHost(first, clock: clock);
        clock.Falls = true;
        host.Host.Timers.Step();
        host.Write();

        var rows = host.Journal.Read(0, int.MaxValue)[^1].Rows;
        Assert.Equal("purse.holds-expired.1"u8, rows[0].Type);
        Assert.Equal(due.UtcTicks, rows[0].InstantTicks);
    }

    private static void Hold(StepHost host, string id, DateTimeOffset due)
    {
        host.Ask(Mint.Type, "main", new MintCommand.Issue($"for {id}", "purse/a", 10));
        host.Drain();
        var held = host.Ask(Purse.Type, "a", new PurseCommand.Hold(id, 5, due));
        host.Write();
        Assert.Equal(AnswerKind.Done, held.Kind);
    }

    /// <summary>Once it falls, each look at it shows a minute less.</summary>
    private sealed class ClockThatFalls(DateTimeOffset from) : TimeProvider
    {
        private DateTimeOffset _next = from;

        public bool Falls { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var now = _next;
            if (Falls) _next -= TimeSpan.FromMinutes(1);
            return now;
        }
    }
}
