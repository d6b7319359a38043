using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Scenarios.Names;

/// <summary>Members who claim plates that one at a time may have.</summary>
internal sealed class NamesScenario(int crowd) : IScenario
{
    public IEnumerable<EntityType> Types(ProgramVersion program) => [Plate.For(program), Member.For(program)];

    public IEnumerable<Oracle> Oracles() => [new OneHolderPerPlate()];

    public IEnumerable<SimulatedView> Views() => [];

    public IAsk Next(Random random, DateTimeOffset now, JournalModel durable) => random.Next(10) switch
    {
        < 6 => new Ask<Plate, PlateCommand, PlateEvent>(Plate.Type, $"p{random.Next(4 * crowd)}", new PlateCommand.Claim(AMember(random))),
        6 or 7 => new Ask<Member, MemberCommand, MemberEvent>(Member.Type, AMember(random), new MemberCommand.Leave()),
        _ => new Ask<Member, MemberCommand, MemberEvent>(Member.Type, AMember(random), new MemberCommand.Silence(random.Next(3) == 0)),
    };

    private string AMember(Random random) => $"m{random.Next(4 * crowd)}";
}
