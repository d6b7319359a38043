using System.Globalization;
using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class RetryTimesTests
{
    private readonly RetryTimes _times = new();

    [Fact]
    public void Each_second_of_the_span_comes_as_often_as_the_next()
    {
        var often = Draw(4_000).CountBy(seconds => seconds).ToDictionary();

        Assert.Equal([1, 2, 3, 4], often.Keys.Order());
        Assert.All(often.Values, count => Assert.InRange(count, 990, 1_010));
    }

    [Fact]
    public void Neighbours_do_not_come_back_together() => Assert.All(Draw(100).Chunk(4), four => Assert.True(four.Distinct().Count() >= 3));

    [Fact]
    public void The_span_grows_with_how_many_are_turned_away_for_each_who_is_let_in()
    {
        _times.Observe(admitted: 100, refused: 400);

        Assert.Equal(20, Draw(1_000).Max());
    }

    [Fact]
    public void It_is_a_minute_at_the_most_and_short_again_afterwards()
    {
        _times.Observe(admitted: 0, refused: 1_000_000);
        Assert.Equal(60, Draw(1_000).Max());

        _times.Observe(admitted: 100, refused: 0);
        Assert.Equal(4, Draw(1_000).Max());
    }

    private List<int> Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => int.Parse(_times.Next(), CultureInfo.InvariantCulture))];
}
