using FsCheck;
using FsCheck.Fluent;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Properties;

/// <summary>The ring of remembered commands does what a plain list does.</summary>
public sealed class RememberedCommandsTests
{
    /// <summary>Each step adds a command some time after the one before, then forgets what is older than a few.</summary>
    [Fact]
    public void The_ring_is_a_list() => Prop.ForAll<(byte After, byte ForgetOlderThan)[]>(steps =>
    {
        var (ring, list, now) = (new RememberedCommands(), new List<RememberedCommand>(), 0L);
        foreach (var (after, forgetOlderThan) in steps)
        {
            now += after;
            var command = new RememberedCommand((UInt128)now << 1, default, now, list.Count == 0 ? 1 : list[^1].Version + 1, null);
            ring.Add(command);
            list.Add(command);
            ring.ForgetBefore(now - forgetOlderThan);
            list.RemoveAll(kept => kept.AtTicks < now - forgetOlderThan);
            if (!Same(ring, list)) return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static bool Same(RememberedCommands ring, List<RememberedCommand> list)
    {
        var half = list.Count == 0 ? 0 : list[list.Count / 2].Version;
        return ring.Count == list.Count
            && ring.UpTo(long.MaxValue).SequenceEqual(list)
            && ring.UpTo(half).SequenceEqual(list.Where(kept => kept.Version <= half))
            && list.TrueForAll(kept => ring.TryFind(kept.Id, out _))
            && !ring.TryFind(1, out _);
    }
}
