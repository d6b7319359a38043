using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>What people have taken from a file is what the file says that they have.</summary>
internal sealed class FilesSayWhatBecameOfTheirRows : Oracle
{
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _said = new(StringComparer.Ordinal);

    public override string Promise => "a file says of each row what became of it";

    public override void Row(ModelRow row)
    {
        switch (row.Event)
        {
            case ParticipantEvent.PurchaseTaken taken: Add(_taken, taken.FileId, 1); break;
            case ParticipantEvent.ReversalTaken taken: Add(_taken, taken.FileId, 1); break;
            case AcquirerFileEvent.Processed processed: Add(_said, row.Entity.Key, processed.Rows.Count(one => one.Outcome is not ("duplicate" or "rejected"))); break;
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var (fileId, file) in world.Model.Newest<AcquirerFile>())
        {
            var (said, taken) = (_said.GetValueOrDefault(fileId), _taken.GetValueOrDefault(fileId));
            Require(said == taken, $"file {file.Name} says of {said} rows that they were taken, and people have taken {taken}");
        }
    }

    private static void Add(Dictionary<string, int> counts, string fileId, int rows) => counts[fileId] = counts.GetValueOrDefault(fileId) + rows;
}
