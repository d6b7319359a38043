using Mainstay.FeederAgent.Simulation;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>The house has no way to the server: its router is off.</summary>
internal sealed class WayTroubles(Household household, Moments moments, SimulatedNetwork network)
{
    public async Task LiveAsync()
    {
        while (await moments.NextAsync()) await AwayAsync(household.Now + Duration.FromMinutes(household.Random.Next(1, 700)));
    }

    public async Task AwayAsync(Instant until)
    {
        var trouble = household.Begin(TroubleKind.NoWay);
        network.CutOff(household.Id, isCutOff: true);
        await household.WaitAsync(until - household.Now);
        network.CutOff(household.Id, isCutOff: false);
        trouble.To = household.Now;
    }
}
