using Mainstay.Tests.EndToEnd.Faults;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>The power of the broker's disk is cut while messages come: see <see cref="PowerLossTests"/>.</summary>
public sealed class MqttPowerLossTests : IDisposable
{
    private readonly TempFolder _disks = new();
    private readonly Keeper _keeper = new();

    [Theory]
    [InlineData(3)]
    [InlineData(900)]
    public async Task What_was_acknowledged_is_there_for_the_session_that_waits_for_it(int messages)
    {
        using var before = Mount.OnDisk(Path.Combine(_disks, "disk"));
        await using var server = await ServerProcess.StartAsync(Path.Combine(before.Folder, "data"), Keeper.Open);
        await _keeper.KeepAsync(server);
        var acknowledged = await Keeper.PublishAsync(server, messages);
        await server.FreezeAsync();
        var image = before.CutPower();
        await server.KillAsync();
        Assert.Equal(messages, acknowledged.Count);

        using var after = Mount.Again(image);
        await using var next = await ServerProcess.StartAsync(Path.Combine(after.Folder, "data"), Keeper.Open);

        await _keeper.AssertHasAsync(next, acknowledged);
        await next.StopAsync();
        var (exitCode, transcript) = await ServerProcess.RunToolAsync("verify", Path.Combine(after.Folder, "data"));
        Assert.True(exitCode == 0, transcript);
    }

    /// <summary>Shows that the test above can fail: with a disk that says it has flushed and has not, what was acknowledged is gone.</summary>
    [Fact]
    public async Task On_a_disk_that_lies_about_flushing_acknowledged_messages_are_lost()
    {
        using var before = Mount.OnDisk(Path.Combine(_disks, "disk"));
        var data = Path.Combine(before.Folder, "data");
        await using (var first = await ServerProcess.StartAsync(data, Keeper.Open)) await _keeper.KeepAsync(first);
        await using var server = await ServerProcess.StartUnderAsync(FlushFault.Lies(), data, Keeper.Open);
        await Keeper.PublishAsync(server, most: 200);
        var image = before.CutPower();
        await server.KillAsync();

        using var after = Mount.Again(image);
        await using var next = await ServerProcess.StartAsync(Path.Combine(after.Folder, "data"), Keeper.Open);

        Assert.InRange(await _keeper.CountAsync(next), 0, 199);
    }

    public void Dispose() => _disks.Dispose();
}
