using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation.Found;

/// <summary>
/// Found by the simulation: a checkpoint wrote an entity at a newer version than the one that had made it dirty, so the next checkpoint's list held it, clean. Evicted, loaded
/// again and changed, it was in that list twice, and the older one's row was written last: an acknowledged write was gone after the next start.
/// </summary>
public sealed class EvictionTests
{
    [Fact]
    public void The_cell_of_an_evicted_entity_does_not_overwrite_the_row_of_the_one_that_lives_on()
    {
        var runtime = Purse.Type.Bind(PlainSealing.Options);
        var evicted = new EntityCell("purse/a", runtime, new RecentStates(length: 8)) { Evicted = true };
        evicted.Settle(At(version: 1));
        var live = new EntityCell("purse/a", runtime, new RecentStates(length: 8));
        live.Settle(At(version: 2));
        var (rows, dirty) = (new MemoryCheckpointStore(), new DirtyEntities(JournalHead.Empty));
        dirty.Add(live);
        dirty.Add(evicted);
        dirty.AdvanceTo(new JournalHead(2, new byte[32]));

        new Checkpointer(rows, dirty, () => (0, []), new SimulatedClock(World.Start), rowsPerTransaction: 1000).Step();

        Assert.Equal(2, rows.Read("purse/a")!.Version);
    }

    private static Snapshot At(long version) => new(Purse.Type.Empty, version, version, 0, [], 0, default);
}
