using System.Text;
using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>What every journal store does.</summary>
public sealed class JournalStoreTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_empty_journal_ends_at_zero(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();

        Assert.Equal(0, journal.Head.Offset);
        Assert.Equal(new byte[32], journal.Head.Hash.ToArray());
        Assert.Empty(journal.Read(0, 100));
        Assert.Equal(new byte[32], journal.HashAt(0)!.Value.ToArray());
        Assert.Equal(0, journal.BatchBefore(1));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_appended_is_read_back_in_whole_batches_also_after_reopening(string kind)
    {
        using var store = TestStore.Of(kind);
        JournalHead head;
        using (var journal = store.OpenJournal())
        {
            Rows.Append(journal, batches: 40);
            head = journal.Head;
            AssertChain(journal, 40);
        }

        using var again = store.OpenJournal();
        Assert.Equal(head.Offset, again.Head.Offset);
        Assert.Equal(head.Hash.ToArray(), again.Head.Hash.ToArray());
        AssertChain(again, 40);
        Rows.Append(again, batches: 1);
        AssertChain(again, 41);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_read_ends_after_about_as_many_rows_as_asked_for_and_never_inside_a_batch(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();
        Rows.Append(journal, batches: 10, rowsEach: 5);

        var one = journal.Read(0, 1);

        Assert.Equal([5], one.Select(batch => batch.LastOffset));
        Assert.Equal(5, one[0].Rows.Count);
        Assert.Equal(1, one[0].FirstOffset);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hashes_stand_at_the_ends_of_batches_only(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();
        Rows.Append(journal, batches: 20);

        foreach (var batch in Rows.All(journal))
        {
            Assert.Equal(batch.Hash.ToArray(), journal.HashAt(batch.LastOffset)!.Value.ToArray());
            Assert.Null(journal.HashAt(batch.LastOffset - 1));
            Assert.Equal(batch.FirstOffset - 1, journal.BatchBefore(batch.FirstOffset));
            Assert.Equal(batch.FirstOffset - 1, journal.BatchBefore(batch.LastOffset));
        }

        Assert.Null(journal.HashAt(journal.Head.Offset + 1));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_comes_back_as_it_was_given(string kind)
    {
        using var store = TestStore.Of(kind);
        var data = new byte[100_000];
        new Random(1).NextBytes(data);
        using (var journal = store.OpenJournal())
        {
            var rows = new EncodedRows();
            Rows.Add(rows, 1, "thing/ünïcode", data);
            Rows.Add(rows, 2, "thing/b", []);
            journal.Append(rows, new JournalHead(2, rows.HashAfter(new byte[32])));
        }

        using var again = store.OpenJournal();
        var row = again.Read(0, 10)[0].Rows[0];
        Assert.Equal("thing/ünïcode", Encoding.UTF8.GetString(row.Stream));
        Assert.Equal((1, 3), (row.Offset, row.Version));
        Assert.Equal("thing.happened.1", Encoding.UTF8.GetString(row.Type));
        Assert.Equal(data, row.Data.ToArray());
        Assert.Equal((637_430_400_000_000_000, 637_430_400_000_000_001), (row.InstantTicks, row.RememberedAtTicks));
        Assert.Equal("Zoë", Encoding.UTF8.GetString(row.Actor));
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", row.CommandId.ToString());
        Assert.Equal(new UInt128(0x1112131415161718, 0x191a1b1c1d1e1f20), row.BodyHash);
        Assert.True(row.HasOutcome);
        Assert.Equal("ok", Encoding.UTF8.GetString(row.Outcome));
        Assert.Equal(new MailPosition(77, 2, 1), row.Source);
        AssertChain(again, 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_row_does_not_have_it_does_not_come_back_with(string kind)
    {
        using var store = TestStore.Of(kind);
        using (var journal = store.OpenJournal())
        {
            var rows = new EncodedRows();
            Rows.AddBare(rows, 1);
            journal.Append(rows, new JournalHead(1, rows.HashAfter(new byte[32])));
        }

        using var again = store.OpenJournal();
        var row = again.Read(0, 10)[0].Rows[0];
        Assert.Equal((true, false, true), (row.CommandId.IsNone, row.HasOutcome, row.Source.IsNone));
        AssertChain(again, 1);
    }

    /// <summary>Bytes that a database may take for something else: the stores take them as they are.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Names_may_hold_any_character(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();
        var rows = new EncodedRows();
        string[] streams = ["thing/\u0000", "thing/\\x41", "thing/'\"$1%", "thing/\ud83d\udc08"];
        foreach (var (index, stream) in streams.Index()) Rows.Add(rows, index + 1, stream, "{}"u8);
        journal.Append(rows, new JournalHead(streams.Length, rows.HashAfter(new byte[32])));

        var read = journal.Read(0, 10)[0].Rows;

        Assert.Equal(streams, Enumerable.Range(0, streams.Length).Select(index => Encoding.UTF8.GetString(read[index].Stream)));
        AssertChain(journal, 1);
    }

    /// <summary>A journal that was written a row at a time is the ordinary case of a small house, and the whole of it may have to be replayed.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reading_many_small_batches_takes_memory_for_what_is_in_them(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();
        Rows.Append(journal, batches: 400, rowsEach: 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var batches = Rows.All(journal, rowsPerRead: 50_000);

        Assert.Equal(400, batches.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400 * 16_384);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_read_while_it_is_written(string kind)
    {
        using var store = TestStore.Of(kind);
        using var journal = store.OpenJournal();
        var writer = new Thread(() => Rows.Append(journal, batches: 300));
        writer.Start();

        long read = 0;
        while (read < 900)
        {
            foreach (var batch in journal.Read(read, 50))
            {
                Assert.Equal(read + 1, batch.FirstOffset);
                read = batch.LastOffset;
            }
        }

        writer.Join();
        AssertChain(journal, 300);
    }

    private static void AssertChain(IJournalStore journal, int batches)
    {
        var (hash, offset) = (JournalHead.Empty.Hash, 0L);
        var all = Rows.All(journal);
        foreach (var batch in all)
        {
            Assert.Equal(offset + 1, batch.FirstOffset);
            hash = batch.Rows.HashAfter(hash.Span);
            Assert.Equal(hash.ToArray(), batch.Hash.ToArray());
            offset = batch.LastOffset;
        }

        Assert.Equal(batches, all.Count);
        Assert.Equal(journal.Head.Offset, offset);
        Assert.Equal(journal.Head.Hash.ToArray(), hash.ToArray());
    }
}
