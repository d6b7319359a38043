using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>What every store of entity rows does.</summary>
public sealed class CheckpointStoreTests
{
    public static TheoryData<string> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_begins_empty(string kind)
    {
        using var store = TestStore.Of(kind);
        using var rows = store.OpenCheckpoints();

        Assert.Equal(0, rows.Mark.CompleteOffset);
        Assert.Equal(0, rows.Mark.MailCursor);
        Assert.Null(rows.Read("a/1"));
        Assert.Empty(rows.All());
        Assert.Empty(rows.Parked());
        Assert.Empty(rows.StateVersions());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_are_replaced_and_read_at_once_and_in_key_order(string kind)
    {
        using var store = TestStore.Of(kind);
        using var rows = store.OpenCheckpoints();
        rows.Write([Row("a/1", 1), Row("a/2", 1)]);
        Assert.Equal(1, rows.Read("a/1")!.Version);

        rows.Write([Row("a/1", 5, due: 9), Row("A/1", 2), Row("a/10", 2)]);

        var changed = rows.Read("a/1")!;
        Assert.Equal((5, 9), (changed.Version, changed.DueTicks));
        Assert.Equal([5], changed.Body.ToArray());
        Assert.Equal(["A/1", "a/1", "a/10", "a/2"], rows.All().Select(row => row.Stream));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mark_comes_with_all_mail_that_is_parked_and_outlives_the_process(string kind)
    {
        using var store = TestStore.Of(kind);
        var hash = Enumerable.Repeat((byte)7, 32).ToArray();
        using (var rows = store.OpenCheckpoints())
        {
            rows.Write([Row("a/1", 1)]);
            rows.Complete(new CheckpointMark(5, hash, 4), [new ParkedMail("a/2", new MailPosition(3, 1)), new ParkedMail("a/3", new MailPosition(2, 0))]);
            rows.Complete(new CheckpointMark(9, hash, 8), [new ParkedMail("a/3", new MailPosition(6, 1)), new ParkedMail("a/3", new MailPosition(2, 0))]);
            rows.Adopt(new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 2 });
        }

        using var again = store.OpenCheckpoints();
        Assert.Equal((9, 8), (again.Mark.CompleteOffset, again.Mark.MailCursor));
        Assert.Equal(hash, again.Mark.Hash.ToArray());
        Assert.Equal([new MailPosition(2, 0), new MailPosition(6, 1)], again.Parked().Select(mail => mail.Position).Order());
        Assert.Equal(2, again.StateVersions()["a"]);
        Assert.Equal(1, again.Read("a/1")!.Version);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_due_is_found_in_order_a_page_at_a_time(string kind)
    {
        using var store = TestStore.Of(kind);
        using var rows = store.OpenCheckpoints();
        rows.Write([Row("a/1", 1, due: 30), Row("a/2", 1, due: 10), Row("a/3", 1), Row("a/4", 1, due: 10), Row("a/5", 1, due: 40)]);

        Assert.Equal([("a/2", 10L), ("a/4", 10L)], rows.Due(0, string.Empty, 35, 2));
        Assert.Equal([("a/4", 10L), ("a/1", 30L)], rows.Due(10, "a/2", 35, 10));
        Assert.Empty(rows.Due(30, "a/1", 35, 10));
        Assert.Equal([("a/5", 40L)], rows.Due(35, string.Empty, 40, 10));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_that_must_be_rebuilt_are_listed(string kind)
    {
        using var store = TestStore.Of(kind);
        using var rows = store.OpenCheckpoints();
        rows.Write([Row("a/1", 3), new EntityRow("a/2", EntityRow.MustRebuild, 0, default)]);
        Assert.Equal(["a/2"], rows.MustRebuild());

        rows.Write([Row("a/2", 3)]);
        Assert.Empty(rows.MustRebuild());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_reset_leaves_nothing(string kind)
    {
        using var store = TestStore.Of(kind);
        using var rows = store.OpenCheckpoints();
        rows.Write([Row("a/1", 3, due: 5)]);
        rows.Complete(new CheckpointMark(5, new byte[32], 4), [new ParkedMail("a/2", new MailPosition(3, 1))]);

        rows.Reset();

        Assert.Equal(0, rows.Mark.CompleteOffset);
        Assert.Empty(rows.All());
        Assert.Empty(rows.Parked());
        Assert.Empty(rows.Due(0, string.Empty, 100, 10));
        rows.Write([Row("a/1", 4)]);
        Assert.Equal(4, rows.Read("a/1")!.Version);
    }

    private static EntityRow Row(string stream, long version, long due = 0) => new(stream, version, due, new[] { (byte)version });
}
