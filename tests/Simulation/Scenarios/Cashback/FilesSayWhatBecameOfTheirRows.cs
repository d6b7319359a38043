using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>What people have taken from a file is what the file says that they have.</summary>
internal sealed class FilesSayWhatBecameOfTheirRows : Oracle
{
    private readonly Dictionary<string, (int Counted, int NotCounted, int Waiting)> _taken = new(StringComparer.Ordinal);

    public override string Promise => "a file says of each row what became of it";

    public override void Row(ModelRow row)
    {
        switch (row.Event)
        {
            case ParticipantEvent.PurchaseTaken { Outcome: RowOutcome.Counted } taken: Add(taken.FileId, (1, 0, 0)); break;
            case ParticipantEvent.PurchaseTaken taken: Add(taken.FileId, (0, 1, 0)); break;
            case ParticipantEvent.ReversalTaken taken: Add(taken.FileId, (0, 0, 1)); break;
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var (fileId, file) in world.Model.Newest<AcquirerFile>())
        {
            var (said, taken) = ((file.Counted, file.NotCounted, file.Waiting), _taken.GetValueOrDefault(fileId));
            Require(said == taken, $"file {file.Name} says {said}, and people have taken {taken}");
        }
    }

    private void Add(string fileId, (int Counted, int NotCounted, int Waiting) one)
    {
        var sum = _taken.GetValueOrDefault(fileId);
        _taken[fileId] = (sum.Counted + one.Counted, sum.NotCounted + one.NotCounted, sum.Waiting + one.Waiting);
    }
}
