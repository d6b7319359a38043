using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>An entity stops only if its row became unreadable or its program has a bug; the others go on, and with a sound program all run in the end.</summary>
internal sealed class OnlyTheHarmedStop : Oracle
{
    private int _checked;

    public override string Promise => "a harmed entity stops, and no other";

    public override void AfterStep(World world)
    {
        for (; _checked < world.Stopped.Count; _checked++)
        {
            var (stream, reason, bug) = world.Stopped[_checked];
            Require(world.IsHarmed(stream) || reason.Contains("This program cannot", StringComparison.Ordinal) || (bug == Bug.Ticking && reason.StartsWith("Its tick left", StringComparison.Ordinal)), $"{stream} stopped: {reason}");
        }

        Require(world.StoppedInProcess == world.Host!.Directory.Stopped, $"{world.Host.Directory.Stopped} are stopped, and there was an alarm for {world.StoppedInProcess}");
    }

    public override void AtEnd(World world)
    {
        Require(world.Host!.Directory.Stopped == 0, "somebody is still stopped");
        Require(world.Host.Relay.ParkedCount == 0, "mail is still parked");
    }
}
