using Mainstay.Tests.Simulation.Scenarios.Money;
using Mainstay.Tests.Simulation.Scenarios.Names;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>The scenarios that run side by side in every simulated host. Modules add theirs here.</summary>
internal static class All
{
    /// <param name="crowd">How many entities there are, as a multiple of a few.</param>
    public static IReadOnlyList<IScenario> Scenarios(int crowd) => [new MoneyScenario(crowd), new NamesScenario(crowd)];
}
