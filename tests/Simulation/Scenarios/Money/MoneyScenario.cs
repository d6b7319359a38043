using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

/// <summary>Purses that pay each other, a mint that fills them, and a till that everybody's fees go to.</summary>
internal sealed class MoneyScenario(int crowd) : IScenario
{
    private readonly int _purses = 6 * crowd;
    private int _transfers;

    public IEnumerable<EntityType> Types(ProgramVersion program) => [Purse.For(program), Mint.For(program), Till.For(program)];

    public IEnumerable<Oracle> Oracles() => [new MoneyIsConserved()];

    public IEnumerable<SimulatedView> Views() => [new BalancesView()];

    public IAsk Next(Random random, DateTimeOffset now, JournalModel durable) => random.Next(20) switch
    {
        < 4 => new Ask<Mint, MintCommand, MintEvent>(Mint.Type, "main", new MintCommand.Issue(Transfer(), APurse(random), random.Next(0, 40))),
        4 => new Ask<Till, TillCommand, TillEvent>(Till.Type, "main", new TillCommand.PayOut(Transfer(), APurse(random))),
        _ => new Ask<Purse, PurseCommand, PurseEvent>(Purse.Type, AKey(random), OfPurse(random, now)),
    };

    private PurseCommand OfPurse(Random random, DateTimeOffset now) => random.Next(16) switch
    {
        < 6 => new PurseCommand.Send(Transfer(), APurse(random), AnAmount(random), WithFee: random.Next(2) == 0),
        6 or 7 => new PurseCommand.ShareOut(Transfer(), APurse(random), APurse(random), AnAmount(random)),
        < 11 => new PurseCommand.Hold($"h{random.Next(8)}", random.Next(1, 10), now + TimeSpan.FromSeconds(random.Next(-60, 7200))),
        11 => new PurseCommand.Release($"h{random.Next(8)}"),
        12 => new PurseCommand.Name($"name {random.Next(100)}"),
        13 => new PurseCommand.Close(),
        _ => new PurseCommand.Reopen(),
    };

    /// <summary>Often the one that a program with a bug cannot take.</summary>
    private static long AnAmount(Random random) => random.Next(3) == 0 ? 7 : random.Next(1, 12);

    private string Transfer() => $"t{++_transfers}";

    private string APurse(Random random) => $"{Purse.TypeName}/{AKey(random)}";

    private string AKey(Random random) => $"p{random.Next(_purses)}";
}
