using Mainstay.People;

namespace Mainstay.Tests.Unit.People;

public sealed class BoundedTableTests
{
    [Fact]
    public void It_never_holds_more_than_twice_its_length_and_keeps_what_is_used()
    {
        var table = new BoundedTable<int, string>(100);
        table.GetOrAdd(-1, _ => "used");
        for (var i = 0; i < 1000; i++)
        {
            table.GetOrAdd(i, _ => "once");
            Assert.True(table.TryGet(-1, out _), $"after {i}");
        }
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => table.TryGet(i, out _)), 1, 200);
    }

    [Fact]
    public void A_newer_value_is_not_replaced()
    {
        var table = new BoundedTable<string, int>(10);
        table.Put("a", 5, there => there > 5);
        table.Put("a", 3, there => there > 3);
        Assert.True(table.TryGet("a", out var value));
        Assert.Equal(5, value);
        table.Put("a", 7, there => there > 7);
        Assert.True(table.TryGet("a", out value));
        Assert.Equal(7, value);
    }

    [Fact]
    public void What_is_removed_is_gone_from_both_generations()
    {
        var table = new BoundedTable<int, int>(2);
        for (var i = 0; i < 3; i++) table.GetOrAdd(i, key => key);
        for (var i = 0; i < 3; i++) table.Remove(i);
        Assert.DoesNotContain(Enumerable.Range(0, 3), i => table.TryGet(i, out _));
    }
}
