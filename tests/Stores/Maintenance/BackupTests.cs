using Mainstay.Entities;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Stores.Maintenance;

public sealed class BackupTests
{
    [Fact]
    public async Task What_was_backed_up_can_be_restored_and_is_the_same()
    {
        using var house = await new House().Filled();
        var before = house.Picture();
        var backup = house.Backup("backup");
        Assert.True(house.Segments.Length > 2);
        Assert.Equal(house.Segments.Length, backup.SegmentsCopied);

        var restored = Restore(house, "backup", "restored");

        Assert.Equal((backup.Head.Offset, backup.Head.Offset), (restored.Head.Offset, restored.Events));
        Assert.True(restored.IsComplete, string.Join('\n', restored.Notices));
        Assert.Equal(before, PictureOf(house.Beside("restored")));
        var verified = house.Verify(house.Beside("restored"));
        Assert.Empty(verified.Findings);
        Assert.Equal(8, verified.RowsCompared);
    }

    [Fact]
    public async Task It_is_made_while_the_server_writes()
    {
        using var house = await new House().Filled();
        using var host = house.Open();
        host.Start();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++) await host.Host.SendAsync(Counter.Type, $"e{n % 7}", new CounterCommand.Add(1), Request.By("load"));
        });

        for (var n = 0; n < 4; n++)
        {
            await host.Host.SendAsync(Counter.Type, "e0", new CounterCommand.Add(1), Request.By("test"));
            var acknowledged = host.Host.Head.Offset;
            var backup = house.Backup("backup");
            Assert.True(backup.Head.Offset >= acknowledged);
            Assert.Empty(house.Verify(house.Beside("backup")).Findings);
        }

        await stop.CancelAsync();
        await writing;
        host.Host.Stop();
        Assert.DoesNotContain(house.Verify().Findings, finding => finding.Kind != FindingKind.Note);
    }

    [Fact]
    public async Task Sealed_segments_that_are_there_are_not_copied_again()
    {
        using var house = await new House().Filled();
        var first = house.Backup("backup");
        using (var host = house.Open()) await House.Fill(host, 40);

        var second = house.Backup("backup");

        Assert.Equal(first.SegmentsCopied - 1, second.SegmentsKept); // The one that was open then is sealed now.
        Assert.Equal(house.Segments.Length, second.SegmentsKept + second.SegmentsCopied);
        Assert.Empty(house.Verify(house.Beside("backup")).Findings);
        Assert.True(Restore(house, "backup", "restored").IsComplete);
        Assert.Equal(house.Picture(), PictureOf(house.Beside("restored")));
    }

    [Fact]
    public async Task A_damaged_copy_of_a_segment_is_replaced()
    {
        using var house = await new House().Filled();
        house.Backup("backup");
        var copy = JournalFiles.Paths(Path.Combine(house.Beside("backup"), "journal"))[0];
        await File.WriteAllBytesAsync(copy, (await File.ReadAllBytesAsync(copy))[..5000]);

        Assert.Equal(2, house.Backup("backup").SegmentsCopied);
        Assert.Empty(house.Verify(house.Beside("backup")).Findings);
    }

    [Fact]
    public async Task Keys_stand_apart_with_a_notice_and_can_be_left_out()
    {
        using var house = await new House().Filled();
        var with = house.Backup("with");
        var without = house.Backup("without", withoutKeys: true);

        Assert.True(File.Exists(Path.Combine(house.Beside("with"), "keys", "keys.db")));
        Assert.Contains(with.Notices, notice => notice.Contains("30 days", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(house.Beside("without"), "keys")));
        Assert.Contains(without.Notices, notice => notice.Contains("left out", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(house.Beside("with"), "master.key", SearchOption.AllDirectories));

        var restored = Restore(house, "without", "restored");
        Assert.False(restored.IsComplete);
        Assert.Contains(restored.Notices, notice => notice.Contains("keys.db", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_events_name_come_along_and_what_is_half_written_does_not()
    {
        using var house = await new House().Filled();
        Directory.CreateDirectory(Path.Combine(house.Folder, "files", "ab"));
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "files", "ab", "abcd"), "a picture");
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "files", "ab", "half" + DataFolder.DraftSuffix), "half a picture");
        house.Backup("backup");

        Restore(house, "backup", "restored");

        Assert.Equal("a picture", await File.ReadAllTextAsync(Path.Combine(house.Beside("restored"), "files", "ab", "abcd")));
        Assert.Single(Directory.GetFiles(house.Beside("restored"), "*", SearchOption.AllDirectories), path => path.Contains($"{Path.DirectorySeparatorChar}files{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_of_another_store_or_one_that_holds_more_is_not_written_over()
    {
        using var house = await new House().Filled();
        using var other = await new House().Filled(commands: 30);
        house.Backup("backup");

        var another = Assert.Throws<MaintenanceRefusedException>(() => BackupTool.Run(new BackupOptions(other.Folder, house.Beside("backup"))));
        Assert.Contains("another store", another.Message, StringComparison.Ordinal);
        foreach (var cut in house.Segments.Skip(1)) File.Delete(cut);
        var shorter = Assert.Throws<MaintenanceRefusedException>(() => house.Backup("backup"));
        Assert.Contains("lost its tail", shorter.Message, StringComparison.Ordinal);
        Assert.Empty(house.Verify(house.Beside("backup")).Findings);
    }

    [Fact]
    public async Task What_is_damaged_at_the_source_is_not_backed_up_as_if_it_were_sound()
    {
        using var house = await new House().Filled();
        Damage.FlipText(house.Segments[1], "counter.added.1", skip: 3);

        Assert.Throws<StoreDamagedException>(() => house.Backup("backup"));
        Assert.False(File.Exists(Path.Combine(house.Beside("backup"), "journal", "head")));
        Assert.Contains("was not finished", Assert.Throws<StoreDamagedException>(() => Restore(house, "backup", "restored")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_writes_over_nothing()
    {
        using var house = await new House().Filled();
        house.Backup("backup");
        Directory.CreateDirectory(house.Beside("restored"));
        await File.WriteAllTextAsync(Path.Combine(house.Beside("restored"), "something"), "mine");

        Assert.Contains("is not empty", Assert.Throws<MaintenanceRefusedException>(() => Restore(house, "backup", "restored")).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(house.Beside("restored")));
    }

    [Fact]
    public async Task A_restore_that_was_cut_short_is_no_store()
    {
        using var house = await new House().Filled();
        house.Backup("backup");
        foreach (var missing in JournalFiles.Paths(Path.Combine(house.Beside("backup"), "journal"))[^2..]) File.Delete(missing);

        Assert.Contains("must end at", Assert.Throws<StoreDamagedException>(() => Restore(house, "backup", "restored")).Message, StringComparison.Ordinal);
        Assert.Contains("journal/head", Assert.Throws<StoreDamagedException>(() => PictureOf(house.Beside("restored"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_wrong_master_key_is_said()
    {
        using var house = await new House().Filled();
        house.Backup("backup");
        var nowhere = RestoreTool.Run(new RestoreOptions(house.Beside("backup"), house.Beside("a")));
        Assert.False(nowhere.IsComplete);
        Assert.Contains(nowhere.Notices, notice => notice.Contains("master key is not there", StringComparison.Ordinal));

        SecretKeyFile.OpenOrCreate(house.Beside("other.key"));
        var wrong = RestoreTool.Run(new RestoreOptions(house.Beside("backup"), house.Beside("b")) { MasterKeyPath = house.Beside("other.key") });
        Assert.False(wrong.IsComplete);
        Assert.Contains(wrong.Notices, notice => notice.Contains("another master key", StringComparison.Ordinal));
    }

    /// <summary>With the house's master key, as an administrator would put it there.</summary>
    private static RestoreResult Restore(House house, string backup, string to)
    {
        if (!Directory.Exists(house.Beside(to)))
        {
            Directory.CreateDirectory(Path.Combine(house.Beside(to), "secrets"));
            File.Copy(Path.Combine(house.Folder, "secrets", "master.key"), Path.Combine(house.Beside(to), "secrets", "master.key"));
        }

        return RestoreTool.Run(new RestoreOptions(house.Beside(backup), house.Beside(to)));
    }

    private static string PictureOf(string folder)
    {
        using var store = TestStore.In(folder);
        using var host = new HostUnderTest(store);
        host.Settle();
        host.Checkpoint();
        return House.Picture(host);
    }
}
