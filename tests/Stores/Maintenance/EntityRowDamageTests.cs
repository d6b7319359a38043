using Mainstay.Entities;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>Flipped bits and cut tails in entities.db: everything in it follows from the journal, so it is made again, and what is wrong in it is not served.</summary>
public sealed class EntityRowDamageTests
{
    [Theory]
    [InlineData("gone")]
    [InlineData("cut")]
    [InlineData("overwritten")]
    [InlineData("empty")]
    public async Task Entity_rows_are_made_again_by_the_start(string how)
    {
        using var house = await new House().Filled(tail: how == "cut");
        var before = house.Picture();
        var path = Path.Combine(house.Folder, "entities.db");
        if (how == "gone") File.Delete(path);
        if (how == "cut") Damage.Cut(path, 0.6);
        if (how == "overwritten") Damage.Overwrite(path);
        if (how == "empty") Damage.Cut(path, 0);

        Assert.True(house.Verify().IsSound); // Nothing has to be done.
        Assert.Equal(before, house.Picture());
        using (var host = house.Open()) host.Checkpoint();
        Assert.Empty(house.Verify().Findings);
    }

    /// <summary>A search that passes a changed key goes astray and finds nothing where there is something: an entity must not begin anew because of it.</summary>
    [Fact]
    public async Task A_row_that_cannot_be_found_because_of_a_changed_key_is_not_taken_for_absent()
    {
        using var house = await new House().Filled();
        var before = house.Picture();
        var path = Path.Combine(house.Folder, "entities.db");
        Damage.Compact(path);
        Damage.FlipText(path, "counter/e3");

        using (var host = house.Open())
        {
            var stopped = Assert.Throws<EntityStoppedException>(() => host.Read("e0"));
            Assert.Contains("Nothing is lost", stopped.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<EntityStoppedException>(() => host.Send("e3", new CounterCommand.Add(1)));
        }

        Assert.Equal(before, house.Picture());
    }

    [Fact]
    public async Task No_flipped_bit_anywhere_in_entity_rows_changes_what_is_served_unnoticed()
    {
        using var house = await new House().Filled();
        var before = house.Picture();
        var path = Path.Combine(house.Folder, "entities.db");
        var sound = await File.ReadAllBytesAsync(path);
        var random = new Random(20201208);
        for (var n = 0; n < 40; n++)
        {
            Damage.Flip(path, random.NextInt64(sound.Length));
            try
            {
                Assert.Equal(before, house.Picture());
            }
            catch (EntityStoppedException stopped)
            {
                // Found while serving: that entity waits, and the next start makes it again.
                Assert.Contains("Nothing is lost", stopped.Message, StringComparison.Ordinal);
                Assert.Equal(before, house.Picture());
            }

            await File.WriteAllBytesAsync(path, sound);
            foreach (var ending in new[] { "-wal", "-shm", ".given-up" }) File.Delete(path + ending);
        }
    }

    [Fact]
    public async Task A_damaged_log_of_entity_rows_is_no_loss()
    {
        using var house = new House();
        using var crashed = await CrashedFolder.Of(house);
        var before = house.Picture();
        var log = Path.Combine(crashed, "entities.db-wal");
        Assert.True(new FileInfo(log).Length > 0);
        Damage.Flip(log, new FileInfo(log).Length / 3);

        Assert.Equal(before, CrashedFolder.PictureOf(crashed));
    }

    [Fact]
    public async Task A_damaged_row_found_by_verify_is_said_to_mend_itself()
    {
        using var house = await new House().Filled();
        Damage.Compact(Path.Combine(house.Folder, "entities.db"));
        Damage.FlipText(Path.Combine(house.Folder, "entities.db"), "\"Total\":");

        var finding = Assert.Single(house.Verify().Findings);

        Assert.Equal(FindingKind.MendsItself, finding.Kind);
        Assert.Contains("does not fit its checksum", finding.What, StringComparison.Ordinal);
        Assert.Contains("The journal has everything", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_is_sound_and_wrong_is_found_by_verify()
    {
        using var house = await new House().Filled();
        using (var rows = new SqliteCheckpointStore(Path.Combine(house.Folder, "entities.db")))
        {
            var row = rows.Read("counter/e1")!;
            var text = System.Text.Encoding.UTF8.GetString(EntityRowBody.PartsOf(row).State.Span);
            var forged = System.Text.Encoding.UTF8.GetBytes(text.Replace("\"Fired\":0", "\"Fired\":9", StringComparison.Ordinal));
            rows.Write([row with { Body = new ReadOnlyMemory<byte>([.. row.Body.Span[..^text.Length], .. forged]) }]);
        }

        Assert.Contains("differs from a replay in its state", Assert.Single(house.Verify().Findings).What, StringComparison.Ordinal);
    }
}
