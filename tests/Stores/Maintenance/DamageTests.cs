using Mainstay.Entities;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>
/// Flipped bits and cut tails in each kind of file: what is noticed, by whom, and what is said. A start either refuses with words that say what is safe and what to do, or serves the same
/// picture as before; it never serves another one.
/// </summary>
public sealed class DamageTests
{
    private const string Safe = "Nothing was changed";
    private const string ToDo = "mainstay restore";

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
        AssertSaysWhatToDo(refused);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public async Task A_cut_sealed_segment_refuses_the_start(double keep)
    {
        using var house = await new House().Filled();
        Damage.Cut(house.Segments[1], keep);

        AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
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

        AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
        Assert.False(house.Verify().IsSound);
    }

    [Fact]
    public async Task A_missing_segment_refuses_the_start()
    {
        for (var missing = 0; missing < 3; missing++)
        {
            using var house = await new House().Filled(commands: 125);
            File.Delete(house.Segments[missing == 2 ? house.Segments.Length - 1 : missing]);

            AssertSaysWhatToDo(Assert.Throws<StoreDamagedException>(house.Picture));
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
                    AssertSaysWhatToDo(refused);
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
        using var crashed = await Crashed(house);
        var log = Directory.GetFiles(Path.Combine(crashed, "journal"), "*-wal").Single(path => new FileInfo(path).Length > 0);
        if (how == "flip") Damage.Flip(log, (long)(new FileInfo(log).Length * at));
        else Damage.Cut(log, at);
        var damaged = await File.ReadAllBytesAsync(log);

        var refused = Assert.Throws<StoreDamagedException>(() => PictureOf(crashed));

        Assert.Contains("its tail is missing", refused.Message, StringComparison.Ordinal);
        AssertSaysWhatToDo(refused);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(log)); // For somebody who can read more out of it than we can.
        Assert.False(house.Verify(crashed).IsSound);
    }

    [Fact]
    public async Task A_lost_tail_can_be_accepted_in_words()
    {
        using var house = new House();
        using var crashed = await Crashed(house);
        File.Delete(Directory.GetFiles(Path.Combine(crashed, "journal"), "*-wal").Single(path => new FileInfo(path).Length > 0));
        Assert.Contains("verify DIR --write-head", Assert.Throws<StoreDamagedException>(() => PictureOf(crashed)).Message, StringComparison.Ordinal);

        var accepted = house.Verify(crashed, writeHead: true);

        Assert.True(accepted.IsSound);
        Assert.Contains(accepted.Findings, finding => finding.Where == "journal/head");
        _ = PictureOf(crashed);
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
        using var crashed = await Crashed(house);
        var before = house.Picture();
        var log = Path.Combine(crashed, "entities.db-wal");
        Assert.True(new FileInfo(log).Length > 0);
        Damage.Flip(log, new FileInfo(log).Length / 3);

        Assert.Equal(before, PictureOf(crashed));
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

    [Theory]
    [InlineData("gone")]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("overwritten")]
    public async Task Views_are_made_again_by_the_start(string how)
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "views", "counters.db");
        if (how == "gone") File.Delete(path);
        if (how == "flipped") Damage.Flip(path, 30); // The header's count of pages and more.
        if (how == "cut") Damage.Cut(path, 0.5);
        if (how == "overwritten") Damage.Overwrite(path);
        Assert.True(house.Verify().IsSound);

        var view = new Host.CountersView();
        using var store = TestStore.In(house.Folder);
        using var host = new HostUnderTest(store, views: [view]);
        host.Settle();

        Assert.Equal(host.Read("e3").Total, view.Of("e3").Total - 2); // Two were sent on to the till.
    }

    [Fact]
    public async Task A_view_that_turns_out_to_be_damaged_is_made_again_while_the_server_serves()
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "views", "counters.db");
        var content = await File.ReadAllBytesAsync(path);
        content.AsSpan(2 * 4096, 4096).Fill(0x5a); // The table's page; the page that says where the view stands is sound.
        await File.WriteAllBytesAsync(path, content);

        var view = new Host.CountersView();
        using var store = TestStore.In(house.Folder);
        using var host = new HostUnderTest(store, views: [view]);
        host.Start();
        var answer = await host.Host.SendAsync(Counter.Type, "e3", new CounterCommand.Add(1), Request.By("test"));
        await view.WaitForAsync(answer.Offset, TestContext.Current.CancellationToken);

        Assert.Null(view.StoppedBecause);
        Assert.Equal(answer.State.Total, view.Of("e3").Total - 2);
    }

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

    [Fact]
    public void A_crash_just_after_the_first_commit_leaves_a_journal_that_opens()
    {
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        using (var journal = new SqliteJournalStore(Path.Combine(folder, "journal")))
        {
            Rows.Append(journal, 1);
            Copy(folder, copy);
        }

        using var again = new SqliteJournalStore(Path.Combine(copy, "journal"));
        Assert.Equal(3, again.Head.Offset);
    }

    private static void AssertSaysWhatToDo(StoreDamagedException refused)
    {
        Assert.Contains(Safe, refused.Message, StringComparison.Ordinal);
        Assert.Contains(ToDo, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The folder as a killed process leaves it, with its logs, more than a second after its last commit.</summary>
    private static async Task<TempFolder> Crashed(House house)
    {
        using var host = house.Open();
        await House.Fill(host, 100);
        host.Checkpoint();
        while (!Directory.GetFiles(house.Journal, "*-wal").Any(path => new FileInfo(path).Length > 40_000)) await House.Fill(host, 2);
        ((SqliteJournalStore)host.Journal).RecordHead();
        var crashed = new TempFolder();
        Copy(house.Folder, crashed);
        return crashed;
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) != ".lock" && !path.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        File.WriteAllText(Path.Combine(to, "mainstay.lock"), string.Empty);
    }

    private static string PictureOf(string folder)
    {
        using var store = TestStore.In(folder);
        using var host = new HostUnderTest(store);
        host.Settle();
        return House.Picture(host);
    }
}
