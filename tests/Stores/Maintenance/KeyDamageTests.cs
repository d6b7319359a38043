using Mainstay.Entities;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>Damage to what makes people's data readable, and to the lock.</summary>
public sealed class KeyDamageTests
{
    [Fact]
    public async Task A_damaged_key_is_said_when_it_is_needed_and_by_verify()
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "keys.db");
        Damage.FlipText(path, "person-1");

        using (var host = house.Open())
        {
            var lost = Assert.Throws<StoreDamagedException>(() => Enumerable.Range(0, 7).Select(n => host.Read($"e{n}").Name?.Reveal()).ToList());
            Assert.Contains("person-1", lost.Message, StringComparison.Ordinal);
            Assert.Contains("Put keys.db back from its newest backup", lost.Message, StringComparison.Ordinal);
        }

        var findings = house.Verify().Findings;
        Assert.Contains(findings, finding => finding.Kind == FindingKind.Damage && finding.What.Contains("The key of person-1 is missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("cut")]
    public async Task Damaged_keys_refuse_the_start(string how)
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "keys.db");
        if (how == "overwritten") Damage.Overwrite(path);
        else Damage.Cut(path, 0.5);

        var refused = Assert.Throws<StoreDamagedException>(house.Picture);

        Assert.Contains("keys.db", refused.Message, StringComparison.Ordinal);
        Assert.Contains("The journal is sound", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newest backup", refused.Message, StringComparison.Ordinal);
        Assert.False(house.Verify().IsSound);
    }

    [Fact]
    public async Task Another_master_key_refuses_the_start_and_a_missing_one_is_not_replaced()
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "secrets", "master.key");
        File.Delete(path);
        Assert.Contains("is missing", Assert.Throws<StoreDamagedException>(() => SecretKeyFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        SecretKeyFile.OpenOrCreate(path);
        Assert.Contains("another master key", Assert.Throws<StoreDamagedException>(house.Picture).Message, StringComparison.Ordinal);
        Assert.Contains(house.Verify().Findings, finding => finding.What.Contains("another master key", StringComparison.Ordinal));

        await File.WriteAllTextAsync(path, "1 nonsense\n");
        Assert.Contains("Put back the file from its backup", Assert.Throws<StoreDamagedException>(house.Picture).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_lock_file_does_not_matter()
    {
        using var house = await new House().Filled();
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "mainstay.lock"), "nonsense");
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "mainstay.pid"), "nonsense");

        using var host = house.Open();
        Assert.Contains($"process {Environment.ProcessId}", Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(house.Folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>SQLite passes over what follows a damaged place in a log: keys are gone then, and that is said, not taken for an erasure.</summary>
    [Fact]
    public async Task A_damaged_log_of_the_keys_is_said_when_a_key_is_needed_and_by_verify()
    {
        using var house = new House();
        using var crashed = await CrashedFolder.Of(house);
        var log = Path.Combine(crashed, "keys.db-wal");
        Assert.True(new FileInfo(log).Length > 0);
        Damage.Flip(log, new FileInfo(log).Length * 2 / 3);

        Assert.Contains("Put keys.db back from its newest backup", Assert.Throws<StoreDamagedException>(() => CrashedFolder.PictureOf(crashed)).Message, StringComparison.Ordinal);
        Assert.Contains(house.Verify(crashed).Findings, finding => finding.Kind == FindingKind.Damage && finding.What.Contains("is missing, and the journal has something sealed", StringComparison.Ordinal));
    }
}
