using Mainstay.Tests.Simulation.Scenarios.Money;
using Mainstay.Tests.Simulation.Scenarios.Names;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>The scenarios that run side by side in every simulated host. Modules add theirs here.</summary>
internal static class All
{
    public static IReadOnlyList<IScenario> Scenarios() => [new MoneyScenario(), new NamesScenario()];
}
