using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class RankPlacesTests
{
    private readonly RankPlaces _places = new();

    [Fact]
    public void Without_a_crowd_the_line_is_for_whoever_comes()
    {
        _places.Observe([1, 2, 3, 4, 5], line: 100, isCrowded: false, wasFull: true);

        Assert.All(Enum.GetValues<AdmissionRank>(), rank => Assert.Equal(int.MaxValue, _places.Of(rank)));
    }

    [Fact]
    public void In_a_crowd_as_many_of_a_lower_rank_may_wait_as_were_let_in_of_it_lately()
    {
        _places.Observe([100, 100, 100, 100, 100], line: 100, isCrowded: true, wasFull: true);
        _places.Observe([110, 140, 120, 130, 100], line: 200, isCrowded: true, wasFull: true); // 100 since: 10, 40, 20, 30 and none.

        Assert.Equal(30, _places.Of(AdmissionRank.NormalWrite)); // Three quarters of 20 in 100, of 200.
        Assert.Equal(45, _places.Of(AdmissionRank.NormalBegin));
    }

    [Fact]
    public void Those_who_are_let_in_whenever_they_alone_fit_are_not_bounded()
    {
        _places.Observe([0, 1, 99, 0, 0], line: 100, isCrowded: true, wasFull: true);

        Assert.Equal(int.MaxValue, _places.Of(AdmissionRank.Critical));
        Assert.Equal(int.MaxValue, _places.Of(AdmissionRank.NormalRead));
    }

    [Fact]
    public void A_rank_that_got_nothing_may_still_show_itself()
    {
        _places.Observe([0, 100, 0, 0, 0], line: 100, isCrowded: true, wasFull: true);

        Assert.InRange(_places.Of(AdmissionRank.Background), 1, 10);
    }

    [Fact]
    public void A_window_in_which_nobody_was_let_in_bounds_nobody()
    {
        _places.Observe([0, 0, 0, 0, 0], line: 100, isCrowded: true, wasFull: true);

        Assert.Equal(int.MaxValue, _places.Of(AdmissionRank.Background));
    }

    [Fact]
    public void A_crowd_that_does_not_fill_the_line_bounds_nobody()
    {
        _places.Observe([0, 99, 1, 0, 0], line: 100, isCrowded: true, wasFull: false);

        Assert.False(_places.AreBounded);
        Assert.Equal(int.MaxValue, _places.Of(AdmissionRank.NormalWrite));
    }

    [Fact]
    public void Some_windows_after_the_line_was_full_it_is_for_whoever_comes_and_shows_whether_it_still_would_be()
    {
        long admitted = 0;
        Observe(wasFull: true);
        for (var window = 1; window < RankPlaces.WindowsBounded; window++)
        {
            Observe(wasFull: false);
            Assert.True(_places.AreBounded);
        }

        Observe(wasFull: false);
        Assert.False(_places.AreBounded);
        Observe(wasFull: true);
        Assert.Equal((true, 7), (_places.AreBounded, _places.Of(AdmissionRank.NormalWrite)));

        void Observe(bool wasFull)
        {
            admitted += 10;
            _places.Observe([0, 9 * admitted, admitted, 0, 0], line: 100, isCrowded: true, wasFull);
        }
    }
}
