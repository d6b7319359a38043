using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan s_target = TimeSpan.FromMilliseconds(5);
    private readonly ConcurrencyLimit _limit = new(s_target, least: 16, most: 1_000);

    [Fact]
    public void It_grows_by_a_tenth_while_it_is_used_up_and_nothing_waits()
    {
        _limit.Observe(new AdmissionWindow(TimeSpan.Zero, MostRunning: ConcurrencyLimit.Start, StoreIsBehind: false));

        Assert.Equal((int)(ConcurrencyLimit.Start * 1.1), _limit.Value);
    }

    [Fact]
    public void It_stays_where_it_is_while_it_is_not_used_up()
    {
        _limit.Observe(new AdmissionWindow(TimeSpan.Zero, MostRunning: ConcurrencyLimit.Start - 1, StoreIsBehind: false));

        Assert.Equal(ConcurrencyLimit.Start, _limit.Value);
    }

    [Theory]
    [InlineData(6, 0.83)] // In proportion to how far the target is passed,
    [InlineData(5.1, 0.9)] // but at least by a tenth,
    [InlineData(100, 0.5)] // and at most by half.
    public void It_shrinks_when_work_waits_for_a_processor(double waitedMs, double cut)
    {
        _limit.Observe(new AdmissionWindow(TimeSpan.FromMilliseconds(waitedMs), MostRunning: ConcurrencyLimit.Start, StoreIsBehind: false));

        Assert.Equal(ConcurrencyLimit.Start * cut, _limit.Value, tolerance: 1.5);
    }

    [Fact]
    public void It_shrinks_from_what_really_ran()
    {
        _limit.Observe(new AdmissionWindow(TimeSpan.FromMilliseconds(10), MostRunning: 40, StoreIsBehind: false));

        Assert.Equal(20, _limit.Value);
    }

    [Fact]
    public void It_shrinks_gently_while_the_store_is_behind()
    {
        _limit.Observe(new AdmissionWindow(TimeSpan.Zero, MostRunning: ConcurrencyLimit.Start, StoreIsBehind: true));

        Assert.Equal((int)(ConcurrencyLimit.Start * 0.9), _limit.Value);
    }

    [Fact]
    public void It_keeps_within_its_bounds()
    {
        for (var n = 0; n < 100; n++) _limit.Observe(new AdmissionWindow(TimeSpan.FromSeconds(1), MostRunning: _limit.Value, StoreIsBehind: false));
        Assert.Equal(16, _limit.Value);

        for (var n = 0; n < 100; n++) _limit.Observe(new AdmissionWindow(TimeSpan.Zero, MostRunning: _limit.Value, StoreIsBehind: false));
        Assert.Equal(1_000, _limit.Value);
    }

    [Fact]
    public void From_the_least_it_is_back_to_where_it_began_within_five_seconds_of_windows()
    {
        var limit = new ConcurrencyLimit(s_target, least: 16, most: 4_096);
        for (var n = 0; n < 100; n++) limit.Observe(new AdmissionWindow(TimeSpan.FromSeconds(1), MostRunning: limit.Value, StoreIsBehind: false));

        var windows = 0;
        for (; limit.Value < ConcurrencyLimit.Start; windows++) limit.Observe(new AdmissionWindow(TimeSpan.Zero, MostRunning: limit.Value, StoreIsBehind: false));

        Assert.InRange(windows, 1, 50);
    }
}
