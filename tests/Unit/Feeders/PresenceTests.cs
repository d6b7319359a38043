using Mainstay.Feeders.Link;

namespace Mainstay.Tests.Unit.Feeders;

public sealed class PresenceTests
{
    private readonly Presence _presence = new(new ManualClock(Given.Midnight));

    [Fact]
    public async Task Everybody_who_waits_for_a_device_is_told_when_it_is_heard()
    {
        var waiting = new[] { "d1", "d1", "d2" }.Select(device => _presence.WhenChangedAsync(device, TestContext.Current.CancellationToken)).ToList();

        _presence.Heard("d1");

        await Task.WhenAll(waiting[..2]);
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task A_device_that_was_looked_at_is_forgotten_when_the_last_has_looked_away()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var waiting = new[] { first, second }.Select(one => _presence.WhenChangedAsync("d1", one.Token)).ToList();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[0]);
        Assert.Equal(1, _presence.Watched);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1]);
        Assert.Equal(0, _presence.Watched);
    }
}
