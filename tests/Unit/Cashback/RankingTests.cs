using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Rankings;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class RankingTests
{
    private static readonly DateTimeOffset Noon = Given.Instant("2021-03-01T12:00:00Z");

    private static RankPlace Place(int count, int last = 0, int accepted = 0, string account = "m") => new(count, Noon.AddMilliseconds(last), Noon.AddMilliseconds(accepted), account);

    public static TheoryData<string, bool> Comparisons => new()
    {
        { "more purchases", true }, { "fewer purchases", false }, { "an earlier last purchase", true }, { "a later last purchase", false },
        { "earlier terms", true }, { "later terms", false }, { "a smaller account id", true }, { "a greater account id", false }, { "the same", true },
    };

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Who_stands_in_front(string what, bool isInFront)
    {
        var other = what switch
        {
            "more purchases" => Place(6, 9, 9, "z"),
            "fewer purchases" => Place(4, -9, -9, "a"),
            "an earlier last purchase" => Place(5, -1, 9, "z"),
            "a later last purchase" => Place(5, 1, -9, "a"),
            "earlier terms" => Place(5, 0, -1, "z"),
            "later terms" => Place(5, 0, 1, "a"),
            "a smaller account id" => Place(5, 0, 0, "a"),
            "a greater account id" => Place(5, 0, 0, "z"),
            _ => Place(5),
        };
        Assert.Equal(isInFront, other.IsAtOrBefore(Place(5)));
        if (what != "the same") Assert.Equal(isInFront, Ranking.Pack(other) < Ranking.Pack(Place(5)));
    }

    private static readonly Gen<RankPlace> APlace =
        from count in Gen.Choose(1, 4) from last in Gen.Choose(0, 3) from accepted in Gen.Choose(0, 3) from account in Gen.Choose(0, 61)
        select Place(count, last, accepted, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[account].ToString());

    [Fact]
    public void Places_are_unique_and_one_after_another() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Arb.From(APlace.ListOf()), places =>
    {
        var people = places.DistinctBy(place => place.AccountId).ToList();
        var ranking = Ranking.Of([.. people.Select(Ranking.Pack)]);
        var ranks = people.Select(place => ranking.RankOf(place)!.Value).Order();
        return ranking.People == people.Count && ranks.SequenceEqual(Enumerable.Range(1, people.Count))
            && people.TrueForAll(place => ranking.RankOf(place) == people.Count(other => other.IsAtOrBefore(place)) && ranking.CountAt(ranking.RankOf(place)!.Value) == place.Count);
    }));

    [Fact]
    public void Somebody_whose_last_purchase_is_not_in_it_yet_stands_where_they_would()
    {
        var ranking = Ranking.Of([Ranking.Pack(Place(5)), Ranking.Pack(Place(3))]);
        Assert.Equal((1, 2, 3), (ranking.RankOf(Place(6)), ranking.RankOf(Place(4)), ranking.RankOf(Place(2))));
        Assert.Equal((5, 3, null), (ranking.CountAt(1), ranking.CountAt(2), ranking.CountAt(3)));
        Assert.Equal(((int?)null, 0, 3), (Ranking.Unread.RankOf(Place(1)), ranking.PeopleWith(null) - 2, ranking.PeopleWith(3)));
        Assert.Equal((0, 1, null), (Ranking.Empty.People, Ranking.Empty.RankOf(Place(1)), Ranking.Empty.CountAt(1)));
    }

    [Theory]
    [InlineData(50, 0, 1_500_00)] // at the last place that gets the prize
    [InlineData(51, 9, 1_500_00)] // in front of it
    [InlineData(50, 1, 0)] // behind it
    [InlineData(49, -9, 0)] // below the minimum count there is neither reward nor prize, whatever the place
    public void The_prize_goes_to_the_first_places_and_only_with_the_minimum_count(int count, int last, long prizeMinor)
    {
        var programme = Given.StateCashback;
        var totals = new PeriodTotals("2021-h1", count, 10_000, Noon.AddMilliseconds(last));
        var participant = Participant.Empty with
        {
            Membership = new Membership(Noon, Given.Day("2021-01-01"), "t", new Sealed<Identity>("m", new Identity(default, null)), null), Periods = [totals],
        };
        var settled = Assert.IsType<ParticipantEvent.PeriodSettled>(
            Participant.Type.Decide(participant, new ParticipantCommand.SettlePeriod(programme, "2021-h1", "m", Place(count == 49 ? 40 : 50)), new Context(CommandId.None, "cashback", Noon)).Events[0]);
        Assert.Equal((prizeMinor, count >= 50 ? 10_000 + prizeMinor : 0), (settled.PrizeMinor, settled.DueMinor));
    }

    [Fact]
    public void The_shipped_programme_has_the_prize_of_its_half_years()
    {
        Assert.Equal([null, new Prize(150_000, 100_000), new Prize(150_000, 100_000), new Prize(150_000, 100_000)], Given.StateCashback.Periods.Select(period => period.Prize));
    }
}
