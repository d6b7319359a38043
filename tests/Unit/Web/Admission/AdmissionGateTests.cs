using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class AdmissionGateTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(100);
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly AdmissionGate _gate;

    public AdmissionGateTests() => _gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 2, MostConcurrency = 2 }, _clock);

    [Fact]
    public void Up_to_the_limit_everybody_is_let_in_at_once()
    {
        Begin(_gate);
        Begin(_gate);

        Assert.Null(_gate.Enter(AdmissionRank.Critical, out var waiter));
        Assert.False(waiter!.Admitted.IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_lets_the_highest_in_line_in()
    {
        Fill();
        var (low, high) = (Wait(AdmissionRank.Background), Wait(AdmissionRank.NormalRead));

        _gate.Leave();

        Assert.True(await high.Admitted);
        Assert.False(low.Admitted.IsCompleted);
        Assert.Equal(2, _gate.Figures.Running);
    }

    [Fact]
    public async Task Who_is_let_in_from_the_line_does_not_begin_in_the_pool_behind_all_who_arrive()
    {
        Fill();
        var begins = Wait(AdmissionRank.NormalRead).Admitted.ContinueWith(_ => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        _gate.Leave();

        Assert.False(await begins);
    }

    [Fact]
    public void Nobody_passes_those_in_line()
    {
        Fill();
        Wait(AdmissionRank.Background);
        _gate.Leave(); // Lets that one in.
        Wait(AdmissionRank.Background);

        Assert.Null(_gate.Enter(AdmissionRank.Background, out _));
    }

    [Fact]
    public async Task Who_has_stood_in_line_for_the_longest_wait_is_turned_away()
    {
        Fill();
        var waiter = Wait(AdmissionRank.NormalWrite);

        _clock.Advance(new AdmissionOptions().LongestWait - TimeSpan.FromMilliseconds(1));
        _gate.Sweep();
        Assert.False(waiter.Admitted.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _gate.Sweep();
        Assert.False(await waiter.Admitted);
        Assert.Equal(1, _gate.Figures.Refused[(int)AdmissionRank.NormalWrite]);
    }

    [Fact]
    public async Task A_full_line_turns_the_lowest_away_at_once()
    {
        Fill();
        var capacity = _gate.Figures.Capacity;
        var first = Enumerable.Range(0, capacity).Select(_ => Wait(AdmissionRank.NormalWrite)).ToList();

        Assert.False(_gate.Enter(AdmissionRank.NormalWrite, out _));
        Assert.Null(_gate.Enter(AdmissionRank.NormalRead, out _));

        Assert.False(await first[^1].Admitted);
        Assert.Equal(2, _gate.Figures.Refused[(int)AdmissionRank.NormalWrite]);
        Assert.Equal(capacity, _gate.Figures.Waiting.Sum());
    }

    [Fact]
    public void The_line_may_be_as_long_as_goes_through_in_half_the_longest_wait()
    {
        const int Answered = 10_000;
        for (var n = 0; n < Answered; n++)
        {
            Begin(_gate);
            _gate.Leave();
        }

        _gate.EndWindow(TimeSpan.Zero, storeIsBehind: false, s_window);

        Assert.Equal((int)(Answered / s_window.TotalSeconds * new AdmissionOptions().LongestWait.TotalSeconds / 2), _gate.Figures.Capacity);
    }

    [Fact]
    public void After_a_calm_as_many_may_wait_as_may_run()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100 }, _clock);

        gate.EndWindow(TimeSpan.Zero, storeIsBehind: false, s_window);

        Assert.Equal(100, gate.Figures.Capacity);
    }

    [Fact]
    public async Task A_grown_limit_lets_in_who_waits()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 1, MostConcurrency = 1_000 }, _clock);
        for (var n = 0; n < ConcurrencyLimit.Start; n++) Begin(gate);
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out var waiter));

        gate.EndWindow(TimeSpan.Zero, storeIsBehind: false, s_window);
        gate.Sweep();

        Assert.True(await waiter!.Admitted);
    }

    [Fact]
    public void A_place_is_given_back_once()
    {
        Fill();
        var place = new HeldPlace(_gate);

        place.GiveBack();
        place.GiveBack();

        Assert.Equal(1, _gate.Figures.Running);
    }

    private void Fill()
    {
        Begin(_gate);
        Begin(_gate);
    }

    /// <summary>Comes in and waits for something.</summary>
    private static void Begin(AdmissionGate gate)
    {
        Assert.True(gate.Enter(AdmissionRank.NormalWrite, out _));
        gate.Begun();
    }

    private Waiter Wait(AdmissionRank rank)
    {
        Assert.Null(_gate.Enter(rank, out var waiter));
        return waiter!;
    }
}
