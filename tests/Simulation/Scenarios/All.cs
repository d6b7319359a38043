using Mainstay.Tests.Simulation.Scenarios.Cashback;
using Mainstay.Tests.Simulation.Scenarios.Money;
using Mainstay.Tests.Simulation.Scenarios.Names;
using Mainstay.Tests.Simulation.Scenarios.People;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>Who is on the stage of one run. One cast a run, so that each run goes far with what it has; the seeds take turns.</summary>
internal enum Cast
{
    /// <summary>Entities that are made for the host's sake, and use everything it offers.</summary>
    Samples,

    /// <summary>Accounts, handles and the administration.</summary>
    People,

    /// <summary>Memberships, cards, files, periods, and the payout orders that come of them.</summary>
    Cashback,
}

/// <summary>The scenarios that run side by side in a simulated host. Modules add theirs here.</summary>
internal static class All
{
    public static Cast CastOf(int seed) => (Cast)(seed % Enum.GetValues<Cast>().Length);

    /// <param name="crowd">How many entities there are, as a multiple of a few.</param>
    /// <param name="cast">Which of them.</param>
    public static IReadOnlyList<IScenario> Scenarios(int crowd, Cast cast) => cast switch
    {
        Cast.Samples => [new MoneyScenario(crowd), new NamesScenario(crowd)],
        Cast.People => [new PeopleScenario(crowd)],
        Cast.Cashback => [new CashbackScenario(crowd)],
        _ => throw new ArgumentOutOfRangeException(nameof(cast), cast, "no such cast"),
    };

    /// <summary>Everybody.</summary>
    public static IReadOnlyList<IScenario> Scenarios(int crowd) => [.. Enum.GetValues<Cast>().SelectMany(cast => Scenarios(crowd, cast))];
}
