using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation.Found;

/// <summary>
/// Found by the simulation: mail that was parked after the durable cursor was delivered by the next start before earlier mail for the same entity, whose taking the crash had
/// undone. The receiver's watermark then passed over the earlier: money was lost.
/// </summary>
public sealed class ParkedMailTests
{
    private const long WhatTheBugCannotTake = 7;

    [Fact]
    public void Mail_that_was_parked_comes_after_earlier_mail_whose_taking_was_lost()
    {
        using var first = new StepHost(bug: Bug.Deciding);
        first.Ask(Mint.Type, "main", new MintCommand.Issue("t1", "purse/a", 5));
        first.Write();
        first.Ask(Mint.Type, "main", new MintCommand.Issue("t2", "purse/a", WhatTheBugCannotTake));
        first.Write();
        Assert.True(first.Host.Relay.Step()); // Taken, and not yet on disk.
        Assert.True(first.Host.Relay.Step()); // Stops the purse; parked.
        Assert.Equal(1, first.Host.Relay.ParkedCount);
        first.Host.Checkpointer.Step();

        using var second = new StepHost(first);
        second.Drain();

        Assert.Equal(5 + WhatTheBugCannotTake, second.Host.Read(Purse.Type, "a").Available);
    }
}
