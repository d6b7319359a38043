using FsCheck;
using FsCheck.Fluent;
using Mainstay.Web;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class WaitingLineTests
{
    private readonly WaitingLine _line = new();

    [Fact]
    public void Higher_ranks_come_first_and_within_a_rank_who_came_first()
    {
        var (late, reader, early, background) = (At(AdmissionRank.NormalWrite, 2), At(AdmissionRank.NormalRead, 3), At(AdmissionRank.Critical, 4), At(AdmissionRank.Background, 0));
        var first = At(AdmissionRank.NormalWrite, 1);
        foreach (var waiter in (Waiter[])[background, first, late, reader, early]) Assert.Null(_line.Add(waiter, capacity: 10));

        Assert.Equal([early, reader, first, late, background], Enumerable.Range(0, 5).Select(_ => _line.TakeNext()!));
        Assert.Null(_line.TakeNext());
    }

    [Fact]
    public void Who_is_overdue_comes_before_higher_ranks_and_the_oldest_of_them_first()
    {
        var (reader, writer, background) = (At(AdmissionRank.NormalRead, 30), At(AdmissionRank.NormalWrite, 12), At(AdmissionRank.Background, 11));
        foreach (var waiter in (Waiter[])[reader, writer, background]) _line.Add(waiter, capacity: 10);

        Assert.Equal([background, writer, reader], Enumerable.Range(0, 3).Select(_ => _line.TakeNext(overdue: 20)!));
    }

    [Fact]
    public void When_it_is_full_the_newest_of_the_lowest_rank_makes_room_for_a_higher_one()
    {
        var (older, newer) = (At(AdmissionRank.Background, 1), At(AdmissionRank.Background, 2));
        _line.Add(older, capacity: 2);
        _line.Add(newer, capacity: 2);

        Assert.Same(newer, _line.Add(At(AdmissionRank.NormalWrite, 3), capacity: 2));
        Assert.Same(older, _line.Add(At(AdmissionRank.NormalRead, 4), capacity: 2));
        Assert.Equal(2, _line.Count);
    }

    [Fact]
    public void When_it_is_full_a_newcomer_of_the_lowest_rank_goes_themselves()
    {
        _line.Add(At(AdmissionRank.NormalWrite, 1), capacity: 1);
        var (same, lower) = (At(AdmissionRank.NormalWrite, 2), At(AdmissionRank.Background, 3));

        Assert.Same(same, _line.Add(same, capacity: 1));
        Assert.Same(lower, _line.Add(lower, capacity: 1));
        Assert.Equal(1, _line.Count);
    }

    [Theory]
    [InlineData(nameof(AdmissionRank.Critical), 5)]
    [InlineData(nameof(AdmissionRank.NormalRead), 5)]
    [InlineData(nameof(AdmissionRank.NormalWrite), 1)]
    [InlineData(nameof(AdmissionRank.Background), 1)]
    public void The_line_of_those_who_look_and_of_the_critical_may_be_longer(string rank, int times)
    {
        var who = Enum.Parse<AdmissionRank>(rank);
        for (var n = 0; n < 10; n++) _line.Add(At(who, n), capacity: 2);

        Assert.Equal(2 * times, _line.Count);
    }

    [Fact]
    public void A_line_that_may_be_shorter_than_it_is_takes_a_higher_rank_for_a_lower_one_and_grows_no_longer()
    {
        for (var n = 0; n < 5; n++) _line.Add(At(AdmissionRank.Background, n), capacity: 5);

        Assert.NotNull(_line.Add(At(AdmissionRank.Critical, 9), capacity: 2));
        Assert.Equal(5, _line.Count);
    }

    [Fact]
    public void Who_has_waited_too_long_is_found_in_every_rank()
    {
        var (background, critical) = (At(AdmissionRank.Background, 0), At(AdmissionRank.Critical, 0));
        _line.Add(critical, capacity: 5);
        _line.Add(background, capacity: 5);

        Assert.Null(_line.TakeStale(now: 9, longest: 10));
        Assert.Same(background, _line.TakeStale(now: 10, longest: 10));
        Assert.Null(_line.TakeStale(now: 49, longest: 10)); // The critical may wait five times as long.
        Assert.Same(critical, _line.TakeStale(now: 50, longest: 10));
    }

    [Fact]
    public void Nobody_who_goes_ranks_above_anybody_who_stays() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNegativeInt[]>(),
        comers =>
        {
            var (line, gone) = (new WaitingLine(), new List<Waiter>());
            foreach (var (time, comer) in comers.Index())
            {
                if (line.Add(At((AdmissionRank)(comer.Get % AdmissionRanks.Count), time), capacity: 4) is { } left) gone.Add(left);
            }

            Assert.InRange(line.Count, Math.Min(4, comers.Length), 4 * AdmissionRanks.Patience(AdmissionRank.Critical));
            Assert.Equal(comers.Length, line.Count + gone.Count);
            while (line.TakeNext() is { } stayed) Assert.All(gone, left => Assert.True(left.Rank >= stayed.Rank));
        }).QuickCheckThrowOnFailure();

    private static Waiter At(AdmissionRank rank, long since) => new(rank, since);
}
