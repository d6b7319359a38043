using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What a manager sees of how a period grew agrees with what it comes to, whatever has happened.</summary>
public sealed class GrowthTests
{
    private const int People = 3;
    private static readonly Programme Rules = WithSmallCap(Given.StateCashback);
    private static readonly ProgrammePeriod Period = Rules.Periods[0];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task The_days_add_up_to_the_rewards_within_the_cap_after_purchases_reversals_decisions_and_leaving(int seed)
    {
        var random = new Random(seed);
        await using var house = await HouseOfMembersAsync();
        for (var step = 0; step < 40; step++)
        {
            var who = House.KeyOf($"a{random.Next(People)}");
            await SendAsync(house, who, random.Next(12) == 0 ? ADecision(house, who, random) : ARow(random, step));
            if (step % 8 == 7) await AssertAgreesAsync(house);
        }

        await SendAsync(house, House.KeyOf("a0"), new ParticipantCommand.Withdraw(Rules));
        Assert.True(await AssertAgreesAsync(house) > 0);
    }

    [Fact]
    public async Task A_reversal_that_is_taken_back_after_the_cap_was_reached_again_leaves_the_sum_at_the_cap()
    {
        await using var house = await HouseOfMembersAsync();
        var who = House.KeyOf("a0");
        await TakeAsync(house, who, Given.Purchase(amountMinor: 10_000, id: "p1", correlationId: "c1"));
        await TakeAsync(house, who, Given.Purchase(amountMinor: 5_000, id: "p2"));
        var reversal = Given.Purchase("2020-12-11T12:00:00+01:00", 10_000, "01", id: "p1", correlationId: "c1");
        await TakeAsync(house, who, reversal);
        await TakeAsync(house, who, Given.Purchase("2020-12-12T12:00:00+01:00", 5_000, id: "p3"));
        Assert.Equal(1_000, await AssertAgreesAsync(house));
        await SendAsync(house, who, new ParticipantCommand.DecideReversal(Rules, reversal.Key(), Purchase: null, IsDismissed: true));
        Assert.Equal(1_000, await AssertAgreesAsync(house));
    }

    [Fact]
    public async Task A_purchase_stands_on_the_day_of_the_programmes_zone()
    {
        await using var house = await HouseOfMembersAsync();
        await TakeAsync(house, House.KeyOf("a0"), Given.Purchase("2020-12-09T23:50:00Z", 1_000));
        await TakeAsync(house, House.KeyOf("a1"), Given.Purchase("2020-12-10T23:50:00+01:00", 2_000, id: "other"));
        await AssertAgreesAsync(house);
        Assert.Equal([Given.Day("2020-12-10")], house.Get<TransactionsView>().Growth(Rules.Id, Period.Id).Select(part => Rules.Zone.DateOf(part.At)).Distinct());
    }

    /// <returns>The sum.</returns>
    private static async Task<long> AssertAgreesAsync(House house)
    {
        var (growth, standing) = (house.Get<TransactionsView>(), house.Get<EntitlementsView>());
        await growth.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        await standing.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        var now = standing.Standing(Rules.Id, Period);
        var sum = growth.Growth(Rules.Id, Period.Id).Sum(part => part.EarnedMinor);
        Assert.Equal(now.DueMinor + now.BelowMinimumMinor, sum);
        for (var person = 0; person < People; person++)
        {
            var reward = house.Host.Read(Participant.Type, House.KeyOf($"a{person}")).Periods.FirstOrDefault(totals => totals.Period == Period.Id)?.RewardMinor ?? 0;
            var listed = growth.List(ParticipantKey.Parse(House.KeyOf($"a{person}")), Period.Id, long.MaxValue, long.MaxValue, 1_000);
            Assert.Equal(Math.Min(reward, Period.PeriodCapMinor), listed.Sum(row => row.ShownMinor));
            Assert.DoesNotContain(listed, row => row.ShownMinor != 0 && row.Outcome is not (RowOutcome.Counted or RowOutcome.Reversed));
        }

        return sum;
    }

    // Amounts and links that meet each other often, so that reversals find, miss, and are ambiguous.
    private static ParticipantCommand.TakeRow ARow(Random random, int step)
    {
        var at = Given.Instant("2020-12-09T00:00:00+01:00").AddMinutes(random.Next(20 * 24 * 60)).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var link = random.Next(2) == 0 ? $"c{random.Next(3)}" : null;
        return Take(Given.Purchase(at, random.Next(1, 4) * 2_500, random.Next(3) == 0 ? "01" : "00", id: link ?? $"t{step}", correlationId: link), step);
    }

    private static ParticipantCommand ADecision(House house, string who, Random random)
    {
        var held = house.Host.Read(Participant.Type, who).Reversals;
        if (held.Length == 0) return ARow(random, 1_000 + random.Next(1_000));
        return new ParticipantCommand.DecideReversal(Rules, held[random.Next(held.Length)].Key, Purchase: null, IsDismissed: random.Next(2) == 0);
    }

    private static Task TakeAsync(House house, string who, AcquirerRow row) => SendAsync(house, who, Take(row, 1));

    private static ParticipantCommand.TakeRow Take(AcquirerRow row, int step) => new(Rules, "f1", step + 1, "i1", row, row.Key());

    private static async Task SendAsync(House house, string who, ParticipantCommand command) => await house.Host.SendAsync(Participant.Type, who, command, Request.By("test"));

    private static async Task<House> HouseOfMembersAsync()
    {
        var house = await House.OpenAsync(workers: false);
        for (var person = 0; person < People; person++)
        {
            var (account, who) = ($"a{person}", House.KeyOf($"a{person}"));
            await SendAsync(house, who, new ParticipantCommand.Join(Rules, new DateOnly(1985, 12, 10), new Sealed<Identity>(account, new Identity(new DateOnly(1985, 12, 10), null)), null));
            await SendAsync(house, who, new ParticipantCommand.AddInstrument(Rules, "i1", $"1.card{person}", new Sealed<CardFace>(account, new CardFace("visa", "1111", "12/27", ""))));
        }

        house.MoveTo("2021-01-05T10:00:00+01:00");
        return house;
    }

    // The cap is reached with a few purchases.
    private static Programme WithSmallCap(Programme state) => new()
    {
        Id = state.Id, Name = state.Name, Summary = state.Summary, Remittance = state.Remittance, Zone = state.Zone, Currency = state.Currency, Terms = state.Terms, Identity = state.Identity,
        MinimumAge = state.MinimumAge, Circuits = state.Circuits, Conditions = state.Conditions, Iban = state.Iban, Periods = [state.Periods[0] with { MinimumCount = 4, PeriodCapMinor = 1_000 }],
    };
}
