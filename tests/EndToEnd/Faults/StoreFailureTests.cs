using Mainstay.Entities;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>A flush fails or the disk is full: what was under way is answered "unknown", the process ends so that it is started again, and then nothing acknowledged is missing.</summary>
public sealed class StoreFailureTests
{
    [Theory]
    [InlineData("journal/00000000000000000001.segment.db-wal", 20)]
    [InlineData("journal/00000000000000000001.segment.db", 1)]
    [InlineData("journal", 3)]
    [InlineData("journal/head", 2)]
    [InlineData("keys.db-wal", 2)]
    [InlineData("entities.db", 1)]
    public async Task After_a_failed_flush_it_ends_and_the_next_start_finds_what_was_acknowledged(string file, int from)
    {
        using var data = new TempFolder();
        using (var first = await WriterProcess.StartAsync(data)) await first.StopAsync();
        using var writer = await WriterProcess.StartAsync(data, FlushFault.Fails(Path.Combine(data, file), from));

        await writer.EndAsync();

        Assert.True(writer.ExitCode == 74, $"{writer.ExitCode} {await writer.Complaints}");

        // A log is flushed while somebody waits for it; what it is written out to, at an instant when nobody need be waiting.
        if (file.EndsWith("-wal", StringComparison.Ordinal)) Assert.True(writer.Unknown > 0);
        Assert.True(writer.Acknowledged.Sum() > writer.Found.Sum());
        using var next = await WriterProcess.StartAsync(data);
        next.AssertFoundAllOf(writer);
        Assert.True(await next.ReadAsync(50));
        await next.KillAsync();
    }

    [Fact]
    public async Task On_a_disk_whose_flush_fails_from_the_start_it_does_not_start()
    {
        using var data = new TempFolder();
        using (var first = await WriterProcess.StartAsync(data))
        {
            await first.ReadAsync(10);
            await first.KillAsync();
        }

        using var writer = await WriterProcess.StartAsync(data, FlushFault.Fails(JournalFiles.Paths(Path.Combine(data, "journal"))[^1], from: 1));
        await writer.EndAsync();

        Assert.True(writer.ExitCode == 74, $"{writer.ExitCode} {await writer.Complaints}");
        Assert.Contains("disk I/O error", await writer.Complaints, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task On_a_full_disk_it_ends_and_starts_again_when_there_is_room()
    {
        using var small = Mount.Small(megabytes: 12);
        var data = Path.Combine(small.Folder, "data");
        using var writer = await WriterProcess.StartAsync(data);
        Assert.True(await writer.ReadAsync(100));

        small.Fill("ballast");
        await writer.EndAsync();
        Assert.True(writer.ExitCode == 74, $"{writer.ExitCode} {await writer.Complaints}");

        Assert.True(writer.Unknown > 0);

        File.Delete(Path.Combine(small.Folder, "ballast"));
        using var next = await WriterProcess.StartAsync(data);
        next.AssertFoundAllOf(writer);
        Assert.True(await next.ReadAsync(50));
        await next.StopAsync();
        Assert.True(next.ExitCode == 0, await next.Complaints);
    }

    [Fact]
    public async Task A_second_process_is_told_which_one_has_the_folder()
    {
        using var data = new TempFolder();
        using var first = await WriterProcess.StartAsync(data);
        using var second = await WriterProcess.StartAsync(data);
        await second.EndAsync();

        Assert.Equal(75, second.ExitCode);
        Assert.Contains($"in use by process {first.ProcessId}", await second.Complaints, StringComparison.Ordinal);
        await first.KillAsync();
    }
}
