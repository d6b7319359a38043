using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

/// <summary>What is not there is searched for once, and never taken for absent when it is there.</summary>
public sealed class AbsentStreamsTests
{
    private readonly AbsentStreams _absent = new(limit: 4);
    private int _searches;

    [Fact]
    public void What_is_absent_is_searched_for_once()
    {
        for (var n = 0; n < 3; n++) Assert.True(_absent.IsAbsent("a/1", Nowhere));

        Assert.Equal(1, _searches);
    }

    [Fact]
    public void What_is_there_is_searched_for_each_time()
    {
        for (var n = 0; n < 2; n++) Assert.False(_absent.IsAbsent("a/1", _ => !Nowhere("a/1")));

        Assert.Equal(2, _searches);
    }

    [Fact]
    public void Who_makes_an_entity_ends_its_absence()
    {
        _absent.IsAbsent("a/1", Nowhere);

        Assert.True(_absent.Forget("a/1"));

        Assert.False(_absent.IsAbsent("a/1", _ => false));
        Assert.False(_absent.Forget("a/1"));
    }

    [Fact]
    public void An_entity_that_is_made_while_it_is_searched_for_is_not_taken_for_absent_afterwards()
    {
        Assert.True(_absent.IsAbsent("a/1", stream =>
        {
            var absent = Nowhere(stream);
            Assert.False(_absent.Forget(stream)); // Made after the search looked, before it answered.
            return absent;
        }));

        Assert.False(_absent.IsAbsent("a/1", _ => false));
    }

    [Fact]
    public void Another_search_that_began_later_is_not_confirmed_by_an_earlier_one()
    {
        _absent.IsAbsent("a/1", stream =>
        {
            _absent.Forget(stream);
            _absent.IsAbsent(stream, _ => false); // Begins and ends inside the first one.
            return true;
        });

        Assert.False(_absent.IsAbsent("a/1", _ => false));
    }

    [Fact]
    public void A_search_that_fails_leaves_nothing_behind()
    {
        Assert.Throws<IOException>(() => _absent.IsAbsent("a/1", _ => throw new IOException("The disk.")));

        Assert.False(_absent.IsAbsent("a/1", _ => false));
    }

    [Fact]
    public void It_begins_anew_when_it_is_full()
    {
        for (var n = 0; n < 10; n++) _absent.IsAbsent($"a/{n}", Nowhere);
        _searches = 0;

        _absent.IsAbsent("a/0", Nowhere);

        Assert.Equal(1, _searches);
    }

    private bool Nowhere(string stream)
    {
        _searches++;
        return true;
    }
}
