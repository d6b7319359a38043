using FsCheck;
using FsCheck.Fluent;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Properties;

/// <summary>Remembered commands are what a plain list is, and each version keeps its own though they share an array.</summary>
public sealed class RememberedCommandsTests
{
    /// <summary>Each step adds a command some time after the one before, then forgets what is older than a few.</summary>
    [Fact]
    public void Every_version_is_a_list() => Prop.ForAll<(byte After, byte ForgetOlderThan)[]>(steps =>
    {
        var (remembered, list, now) = (default(RememberedCommands), new List<RememberedCommand>(), 0L);
        var versions = new List<(RememberedCommands Remembered, RememberedCommand[] List)>();
        foreach (var (after, forgetOlderThan) in steps)
        {
            now += after;
            var command = new RememberedCommand((UInt128)now << 1, default, now, list.Count == 0 ? 1 : list[^1].Version + 1, null);
            remembered = remembered.With(command).Since(now - forgetOlderThan);
            list.Add(command);
            list.RemoveAll(kept => kept.AtTicks < now - forgetOlderThan);
            versions.Add((remembered, [.. list]));
        }

        return versions.TrueForAll(version => Same(version.Remembered, version.List));
    }).QuickCheckThrowOnFailure();

    private static bool Same(RememberedCommands remembered, RememberedCommand[] list) =>
        Enumerable.Range(0, remembered.Count).Select(index => remembered[index]).SequenceEqual(list)
        && Array.TrueForAll(list, kept => remembered.TryFind(kept.Id, out _))
        && !remembered.TryFind(1, out _);
}
