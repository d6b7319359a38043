using Mainstay.Server.Clock;

namespace Mainstay.Tests.Unit.Server;

public sealed class BusinessClockTests
{
    private static readonly DateTimeOffset s_real = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_business = new(2020, 12, 8, 7, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _real = new(s_real);
    private readonly BusinessClock _clock;

    public BusinessClockTests() => _clock = new BusinessClock(_real, s_business - s_real);

    [Fact]
    public void It_starts_where_it_is_set_and_goes_on_with_real_time()
    {
        _real.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(s_business.AddMinutes(5), _clock.GetUtcNow());
    }

    [Fact]
    public void It_moves_forward_and_goes_on_from_there()
    {
        Assert.True(_clock.TryMoveTo(s_business.AddDays(30)));
        _real.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(s_business.AddDays(30).AddSeconds(1), _clock.GetUtcNow());
    }

    [Fact]
    public void It_is_never_set_back()
    {
        Assert.False(_clock.TryMoveTo(s_business.AddTicks(-1)));

        Assert.Equal(s_business, _clock.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_does_not_jump()
    {
        var began = _clock.GetTimestamp();
        _clock.TryMoveTo(s_business.AddYears(1));
        _real.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(2), _clock.GetElapsedTime(began));
    }

    [Fact]
    public void A_timer_fires_after_its_time_and_once()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_timer_that_became_due_by_a_jump_fires_at_once()
    {
        var fired = 0;
        using var due = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromDays(200), Timeout.InfiniteTimeSpan);
        using var notDue = _clock.CreateTimer(_ => fired += 100, null, TimeSpan.FromDays(202), Timeout.InfiniteTimeSpan);

        _clock.TryMoveTo(s_business.AddDays(201));
        _real.Advance(TimeSpan.Zero);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_timer_that_is_not_due_after_a_jump_waits_for_the_rest_only()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);

        _clock.TryMoveTo(s_business.AddMinutes(9));
        _real.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_wait_longer_than_a_platform_timer_takes_is_kept()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromDays(100), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_a_jump_over_many_periods_and_goes_on()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

        _clock.TryMoveTo(s_business.AddDays(1));
        _real.Advance(TimeSpan.Zero);
        Assert.Equal(1, fired);
        _real.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void A_disposed_timer_does_not_fire()
    {
        var fired = 0;
        _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan).Dispose();

        _clock.TryMoveTo(s_business.AddDays(1));
        _real.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, fired);
    }
}
