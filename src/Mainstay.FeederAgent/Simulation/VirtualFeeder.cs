using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Ledger;
using NodaTime;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>A feeder without hardware, run by another program: the agent as it is, on the machine behind <c>--simulate</c>, in a data folder of its own.</summary>
public static class VirtualFeeder
{
    private const double RefilledBelow = 0.2;
    private static readonly Duration s_aDay = Duration.FromDays(1);

    /// <summary>Lives until it is asked to stop. Somebody has filled the hopper when it begins and little is left.</summary>
    /// <param name="server">mqtt://host:port.</param>
    /// <param name="secret">The enrolment secret; used the first time.</param>
    /// <param name="ahead">How far the time that the world goes by is ahead of the real one.</param>
    /// <exception cref="IOException">The folder cannot be used, or its ledger cannot be written.</exception>
    public static async Task RunAsync(string dataFolder, Uri server, string deviceId, string secret, TimeSpan ahead, ILoggerFactory loggers, CancellationToken stop)
    {
        using var held = DataFolder.Take(dataFolder);
        var world = SimulatedWorld.Open(Path.Combine(dataFolder, "simulated-world.json"), TimeProvider.System, speed: 1);
        if (world.Body.HopperGrams < world.Body.Parts.HopperGrams * RefilledBelow) world.Body.Fill();
        var machine = new SimulatedMachine(world) { NotBefore = Instant.Min(Product.Made, Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow() + ahead) - s_aDay) };
        machine.PowerUp();
        world.Change(record => record with { ChipOff = ahead, NetworkTimeOff = ahead });
        var settings = new AgentSettings(dataFolder, server, deviceId, secret, Simulate: true, Local: null, Speed: 1);
        using var agent = new Agent(machine, settings, loggers.CreateLogger<Agent>());
        try
        {
            await agent.RunAsync(stop);
        }
        catch (LedgerFailedException failed)
        {
            throw new IOException(failed.Message, failed);
        }
    }
}
