using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>
/// Flipped bits and cut tails in the journal's files: what is noticed, by whom, and what is said. A start either refuses with words that say what is safe and what to do, or serves the same
/// picture as before; it never serves another one.
/// </summary>
public sealed class JournalDamageTests
{
    [Fact]
    public async Task A_flipped_bit_in_an_old_event_is_found_by_verify_and_by_nobody_else()
    {
        using var house = await new House().Filled();
        var before = house.Picture();
        Damage.FlipText(house.Segments[0], "counter.added.1", skip: 5);

        Assert.Equal(before, house.Picture()); // The rows have it; old events are not read at a start.
        var verified = house.Verify();

        Assert.False(verified.IsSound);
        var finding = Assert.Single(verified.Findings);
        Assert.Matches(@"00000000000000000001\.segment\.db: the batch of offsets \d+ to \d+ does not fit its hash", finding.What);
        Assert.Contains("restore the newest backup", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_bit_in_the_tail_is_found_by_the_start()
    {
        using var house = await new House().Filled(tail: true);
        Damage.FlipText(house.Segments[^2], "counter.added.1");

        var refused = Assert.Throws<StoreDamagedException>(house.Picture);

        Assert.Contains("do not fit its hash", refused.Message, StringComparison.Ordinal);
        Assert.Contains("What comes before that batch is sound", refused.Message, StringComparison.Ordinal);
        DamageWords.AssertSaysWhatToDo(refused);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public async Task A_cut_sealed_segment_refuses_the_start(double keep)
    {
        using var house = await new House().Filled();
        Damage.Cut(house.Segments[1], keep);

        DamageWords.AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
        Assert.False(house.Verify().IsSound);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public async Task A_cut_open_segment_refuses_the_start(double keep)
    {
        using var house = await new House().Filled(commands: 125);
        Damage.Cut(house.Segments[^1], keep);

        DamageWords.AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
        Assert.False(house.Verify().IsSound);
    }

    [Fact]
    public async Task A_missing_segment_refuses_the_start()
    {
        for (var missing = 0; missing < 3; missing++)
        {
            using var house = await new House().Filled(commands: 125);
            File.Delete(house.Segments[missing == 2 ? house.Segments.Length - 1 : missing]);

            DamageWords.AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
            Assert.False(house.Verify().IsSound);
        }
    }

    /// <summary>Whatever byte of a segment is changed: a start refuses, or serves the same; and what verify calls sound is the same.</summary>
    [Fact]
    public async Task No_flipped_bit_anywhere_in_a_segment_changes_what_is_served()
    {
        using var house = await new House().Filled(tail: true);
        var before = house.Picture();
        var random = new Random(20201208);
        foreach (var segment in house.Segments)
        {
            var sound = await File.ReadAllBytesAsync(segment);
            for (var n = 0; n < 3; n++)
            {
                Damage.Flip(segment, random.NextInt64(sound.Length));
                File.Delete(Path.Combine(house.Folder, "entities.db"));
                try
                {
                    Assert.Equal(before, house.Picture());
                }
                catch (StoreDamagedException refused)
                {
                    DamageWords.AssertSaysWhatToDo(refused);
                    Assert.False(house.Verify().IsSound);
                }

                await File.WriteAllBytesAsync(segment, sound);
            }
        }
    }

    [Theory]
    [InlineData("flip", 0.5)]
    [InlineData("flip", 0.05)]
    [InlineData("cut", 0.5)]
    [InlineData("cut", 0.0)]
    public async Task A_damaged_log_of_the_open_segment_refuses_the_start_and_is_left_as_it_is(string how, double at)
    {
        using var house = new House();
        using var crashed = await CrashedFolder.Of(house);
        var log = Directory.GetFiles(Path.Combine(crashed, "journal"), "*-wal").Single(path => new FileInfo(path).Length > 0);
        if (how == "flip") Damage.Flip(log, (long)(new FileInfo(log).Length * at));
        else Damage.Cut(log, at);
        var damaged = await File.ReadAllBytesAsync(log);

        var refused = Assert.Throws<StoreDamagedException>(() => CrashedFolder.PictureOf(crashed));

        Assert.Contains("its tail is missing", refused.Message, StringComparison.Ordinal);
        DamageWords.AssertSaysWhatToDo(refused);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(log)); // For somebody who can read more out of it than we can.
        Assert.False(house.Verify(crashed).IsSound);
    }

    [Fact]
    public async Task A_lost_tail_can_be_accepted_in_words()
    {
        using var house = new House();
        using var crashed = await CrashedFolder.Of(house);
        File.Delete(Directory.GetFiles(Path.Combine(crashed, "journal"), "*-wal").Single(path => new FileInfo(path).Length > 0));
        Assert.Contains("verify DIR --write-head", Assert.Throws<StoreDamagedException>(() => CrashedFolder.PictureOf(crashed)).Message, StringComparison.Ordinal);

        var accepted = house.Verify(crashed, writeHead: true);

        Assert.True(accepted.IsSound);
        Assert.Contains(accepted.Findings, finding => finding.Where == "journal/head");
        _ = CrashedFolder.PictureOf(crashed);
        Assert.True(house.Verify(crashed).IsSound);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("flipped")]
    [InlineData("cut")]
    public async Task A_lost_head_refuses_the_start_until_verify_has_written_it_anew(string how)
    {
        using var house = await new House().Filled();
        var before = house.Picture();
        var head = Path.Combine(house.Journal, "head");
        if (how == "missing") File.Delete(head);
        if (how == "cut") Damage.Cut(head, 0.2);
        if (how == "flipped") Damage.Overwrite(head);

        var refused = Assert.Throws<StoreDamagedException>(house.Picture);
        Assert.Contains("journal/head", refused.Message, StringComparison.Ordinal);
        Assert.Contains("verify DIR --write-head", refused.Message, StringComparison.Ordinal);
        Assert.False(house.Verify().IsSound);

        Assert.True(house.Verify(writeHead: true).IsSound);
        Assert.Equal(before, house.Picture());
    }

    /// <summary>Two slots, written in turn: one of them may be torn.</summary>
    [Fact]
    public async Task One_damaged_slot_of_the_head_is_no_loss()
    {
        for (var slot = 0; slot < 2; slot++)
        {
            using var house = await new House().Filled();
            Damage.Flip(Path.Combine(house.Journal, "head"), (slot * 80) + 3);

            Assert.NotEmpty(house.Picture());
        }
    }

    [Fact]
    public async Task A_head_is_not_written_anew_over_a_damaged_journal_or_under_a_running_server()
    {
        using var house = await new House().Filled();
        using (house.Open()) Assert.Throws<DataFolderInUseException>(() => house.Verify(writeHead: true));
        Damage.FlipText(house.Segments[1], "counter.added.1");
        var head = await File.ReadAllBytesAsync(Path.Combine(house.Journal, "head"));

        Assert.False(house.Verify(writeHead: true).IsSound);
        Assert.Equal(head, await File.ReadAllBytesAsync(Path.Combine(house.Journal, "head")));
    }

    [Fact]
    public void A_crash_just_after_the_first_commit_leaves_a_journal_that_opens()
    {
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        using (var journal = new SqliteJournalStore(Path.Combine(folder, "journal")))
        {
            Rows.Append(journal, 1);
            CrashedFolder.Copy(folder, copy);
        }

        using var again = new SqliteJournalStore(Path.Combine(copy, "journal"));
        Assert.Equal(3, again.Head.Offset);
    }
}
