using Mainstay.Entities.Maintenance;
using Mainstay.Tests.EndToEnd.Harness;
using Mainstay.Tests.Stores;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>
/// The power of the disk is cut in the middle of writing. What was acknowledged is on the copy of the disk as it was then. The process is frozen first, because a machine without power
/// says nothing either: a flush that is under way in the moment of the cut may be reported as done to a process that goes on.
/// </summary>
public sealed class PowerLossTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(400)]
    [InlineData(2500)]
    public async Task Nothing_acknowledged_is_lost(int acknowledged)
    {
        using var disks = new TempFolder();
        using var before = Mount.OnDisk(Path.Combine(disks, "disk"));
        using var writer = await WriterProcess.StartAsync(Path.Combine(before.Folder, "data"));
        Assert.True(await writer.ReadAsync(acknowledged));
        await writer.FreezeAsync();
        var image = before.CutPower();
        await writer.KillAsync();

        using var after = Mount.Again(image);
        using var next = await WriterProcess.StartAsync(Path.Combine(after.Folder, "data"));
        next.AssertFoundAllOf(writer);
        Assert.True(await next.ReadAsync(50));
        await next.StopAsync();
        Assert.True(next.ExitCode == 0, await next.Complaints);
        var verified = VerifyTool.Run(new VerifyOptions(Path.Combine(after.Folder, "data"), [Counter.Type]));
        Assert.True(verified.Findings.Count == 0, string.Join('\n', verified.Findings));
    }

    /// <summary>Shows that the test above can fail: with a disk that says it has flushed and has not, acknowledged writes are gone.</summary>
    [Fact]
    public async Task On_a_disk_that_lies_about_flushing_acknowledged_writes_are_lost()
    {
        using var disks = new TempFolder();
        using var before = Mount.OnDisk(Path.Combine(disks, "disk"));
        using var writer = await WriterProcess.StartAsync(Path.Combine(before.Folder, "data"), FlushFault.Lies());
        Assert.True(await writer.ReadAsync(400));
        var image = before.CutPower();
        await writer.KillAsync();

        using var after = Mount.Again(image);
        using var next = await WriterProcess.StartAsync(Path.Combine(after.Folder, "data"));

        Assert.True(next.Found.Sum() < writer.Acknowledged.Sum());
        await next.KillAsync();
    }
}
