using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

/// <summary>The gate while work waits too long for a processor.</summary>
public sealed class AdmissionCrowdTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(100);
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task While_work_waits_too_long_for_a_processor_only_a_few_are_at_work_before_their_first_wait()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100, MostBeginning = 2 }, _clock);
        Crowd(gate);
        Assert.True(gate.Enter(AdmissionRank.NormalBegin, out _));
        Assert.True(gate.Enter(AdmissionRank.NormalBegin, out _));
        Assert.Null(gate.Enter(AdmissionRank.NormalBegin, out var beginner));
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out var reader));

        gate.Leave(); // Answered, but its thread has not gone on yet.
        Assert.False(reader!.Admitted.IsCompleted);

        gate.Begun();
        Assert.True(await reader.Admitted);
        Assert.False(beginner!.Admitted.IsCompleted);

        gate.Begun();
        Assert.True(await beginner.Admitted);
    }

    [Fact]
    public void A_beat_that_still_waits_says_as_much_as_one_that_has_waited()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100, MostBeginning = 1 }, _clock);
        gate.BeatWaits();
        _clock.Advance(new AdmissionOptions().ProcessorDelay + TimeSpan.FromMilliseconds(1));

        Assert.True(gate.Enter(AdmissionRank.NormalRead, out _));
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out _));
    }

    [Fact]
    public async Task Where_work_waits_for_half_the_longest_wait_whoever_is_let_in_leaves_the_pool_to_those_who_arrive()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100 }, _clock);
        gate.BeatWaits();
        _clock.Advance((new AdmissionOptions().LongestWait / 2) + TimeSpan.FromMilliseconds(1));

        Assert.Null(gate.Enter(AdmissionRank.NormalBegin, out var handedOver));
        Assert.True(await handedOver!.Admitted);
        Assert.Equal(1, gate.Figures.Running);

        gate.BeatRuns();
        Assert.Null(gate.Enter(AdmissionRank.NormalBegin, out _)); // It did wait so long, and the next has not said otherwise yet.

        gate.BeatWaits();
        gate.BeatRuns();
        Assert.True(gate.Enter(AdmissionRank.NormalBegin, out _));
        Assert.Equal(3, gate.Figures.Running);
    }

    [Fact]
    public void While_processors_are_free_as_many_are_at_work_as_may_run()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100, MostBeginning = 2 }, _clock);
        gate.BeatWaits();
        _clock.Advance(new AdmissionOptions().ProcessorDelay);

        for (var n = 0; n < 100; n++) Assert.True(gate.Enter(AdmissionRank.NormalBegin, out _));
    }

    [Fact]
    public async Task A_window_in_which_nobody_waited_too_long_or_was_turned_away_ends_the_crowd()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 100, MostConcurrency = 100, MostBeginning = 1 }, _clock);
        Crowd(gate);
        Assert.True(gate.Enter(AdmissionRank.NormalRead, out _));
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out var waiter));

        gate.EndWindow(TimeSpan.Zero, storeIsBehind: false, s_window);
        gate.Sweep();

        Assert.True(await waiter!.Admitted);
    }

    [Fact]
    public void In_a_crowd_that_fills_the_line_a_lower_rank_may_wait_in_the_part_of_it_that_it_was_let_in_from()
    {
        var gate = Busy();
        for (var n = 0; n <= gate.Figures.Capacity; n++) Assert.Null(gate.Enter(AdmissionRank.NormalRead, out _));
        gate.EndWindow(TimeSpan.FromSeconds(1), storeIsBehind: false, s_window); // Still a crowd; one of four who were let in was a beginner.
        while (gate.Figures.Waiting.Sum() > 0) LetOneIn(gate);

        var beginners = 0;
        while (gate.Enter(AdmissionRank.NormalBegin, out _) is null) beginners++;
        Assert.Equal((int)(0.75 * gate.Figures.Capacity / 4), beginners);
        Assert.True(gate.TurnsAway(AdmissionRank.NormalBegin));
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out _));
    }

    [Fact]
    public void A_few_who_ask_again_and_again_are_all_let_in_however_long_they_are_a_crowd()
    {
        var gate = Busy();
        var writers = gate.Figures.Capacity / 2;
        for (var window = 0; window < 3; window++)
        {
            for (var n = 0; n < writers; n++) Assert.Null(gate.Enter(AdmissionRank.NormalWrite, out _));
            for (var n = 0; n < writers; n++) LetOneIn(gate);
            gate.EndWindow(TimeSpan.FromSeconds(1), storeIsBehind: false, s_window);
        }

        Assert.Equal(0, gate.Figures.Refused.Sum());
    }

    [Fact]
    public async Task Where_the_line_is_not_full_those_who_look_do_not_put_others_off_until_it_is_too_late()
    {
        var gate = Busy();
        Assert.Null(gate.Enter(AdmissionRank.NormalWrite, out var writer));
        _clock.Advance(new AdmissionOptions().LongestWait / 2);
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out var reader));
        LetOneIn(gate);
        Assert.True(await reader!.Admitted, "There is time left for the other.");

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(gate.Enter(AdmissionRank.NormalRead, out reader));
        LetOneIn(gate);

        Assert.True(await writer!.Admitted);
        Assert.False(reader!.Admitted.IsCompleted);
    }

    /// <summary>A crowd, and as many at work as may be: one of four is a beginner.</summary>
    private AdmissionGate Busy()
    {
        var gate = new AdmissionGate(new AdmissionOptions { LeastConcurrency = 40, MostConcurrency = 40, MostBeginning = 40 }, _clock);
        Crowd(gate);
        for (var n = 0; n < 40; n++) Assert.True(gate.Enter(n % 4 == 0 ? AdmissionRank.NormalBegin : AdmissionRank.NormalRead, out _));
        return gate;
    }

    /// <summary>Somebody who is at work waits for something and is answered.</summary>
    private static void LetOneIn(AdmissionGate gate)
    {
        gate.Begun();
        gate.Leave();
    }

    /// <summary>Work has waited for a processor for longer than is aimed at.</summary>
    private void Crowd(AdmissionGate gate)
    {
        gate.BeatWaits();
        _clock.Advance(new AdmissionOptions().ProcessorDelay + TimeSpan.FromMilliseconds(1));
        Assert.True(gate.BeatRuns() > new AdmissionOptions().ProcessorDelay);
    }
}
