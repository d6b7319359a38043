using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>Wherever a cell's newest state is kept, asking the cell gives it.</summary>
public sealed class RecentStatesTests
{
    private readonly RecentStates _recent = new(length: 4);
    private readonly Dictionary<string, EntityCell> _cells = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("a")]
    [InlineData("aa")]
    [InlineData("aaaaaaaaaa")]
    [InlineData("abcd")]
    [InlineData("abcde")]
    [InlineData("abcdabcdabcd")]
    [InlineData("abcbcbcbcbcba")]
    [InlineData("abbbbabbbbbbbbbbbc")]
    public void A_cell_has_the_state_that_was_put_last(string order)
    {
        var newest = new Dictionary<string, Snapshot>(StringComparer.Ordinal);
        foreach (var key in order.Select(letter => letter.ToString()))
        {
            newest[key] = At(newest.GetValueOrDefault(key)?.Version + 1 ?? 1);
            _recent.Put(CellOf(key), newest[key]);

            Assert.All(newest, pair => Assert.Same(pair.Value, CellOf(pair.Key).Newest));
        }
    }

    [Fact]
    public void A_state_that_has_a_newer_one_is_let_go()
    {
        _recent.Put(CellOf("a"), At(1));
        _recent.Put(CellOf("a"), At(2));

        Assert.Null(_recent.At(0));
    }

    [Fact]
    public void A_state_becomes_visible_to_readers_when_it_is_committed()
    {
        var cell = CellOf("a");
        var (first, batch) = (At(1), new JournalBatch(1, new EncodedRows(), 1));
        cell.Settle(first);
        var second = At(2).Waiting(batch, first);
        _recent.Put(cell, second);
        var third = At(3).Waiting(batch, second);
        _recent.Put(cell, third);

        Assert.Same(first, cell.Committed);
        second.Commit();
        Assert.Same(second, cell.Committed);
        third.Commit();
        Assert.Same(third, cell.Committed);
    }

    /// <summary>A reader without any lock, while two cells change places all the time, never sees nothing, another cell's state, or an older one than before.</summary>
    [Fact]
    public async Task A_reader_never_sees_another_cells_state()
    {
        var (cell, other) = (CellOf("a"), CellOf("b"));
        cell.Settle(At(1));
        var over = false;
        var reading = Task.Run(() =>
        {
            for (long seen = 0, version; !Volatile.Read(ref over); seen = version)
            {
                version = cell.Newest!.Version;
                Assert.InRange(version, Math.Max(seen, 1), 1_000_000);
            }
        });

        for (var version = 2; version < 50_000; version++)
        {
            _recent.Put(cell, At(version));
            for (var between = version % 6; between > 0; between--) _recent.Put(other, At(2_000_000));
        }

        Volatile.Write(ref over, true);
        await reading;
    }

    private EntityCell CellOf(string key) => _cells.TryGetValue(key, out var cell) ? cell : _cells[key] = new EntityCell("counter/" + key, null!, _recent);

    private static Snapshot At(long version) => new(new object(), version, version, 0, [], 0, default);
}
