using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class ReversalTests
{
    private static AcquirerRow Bought(string id, long amountMinor, string? link = null, string at = "2020-12-10T12:00:00+01:00", string circuit = "01", string acquirer = "36081") =>
        Given.Purchase(at, amountMinor, id: id, correlationId: link, circuit: circuit, acquirer: acquirer);

    private static AcquirerRow Reversed(string id, long amountMinor, string? link = null, string at = "2020-12-11T12:00:00+01:00", string acquirer = "36081") =>
        Given.Purchase(at, amountMinor, operation: "01", id: id, correlationId: link, acquirer: acquirer);

    [Fact]
    public void A_reversed_purchase_counts_no_more_and_what_it_earned_is_taken_back()
    {
        var (bought, reversed) = (Bought("p", 10_000, "c"), Reversed("r", 10_000, "c"));
        var books = new Books().Take(bought, reversed);
        Assert.Equal((0, 0L), books.Totals());
        Assert.Equal(("reversed", "counted", 1_000L, -1_000L), (books.Of(bought), books.Of(reversed), books.Shown(bought), books.Shown(reversed)));
    }

    /// <summary>The original took back 30 euro of 15 that were earned.</summary>
    [Fact]
    public void Never_more_is_taken_back_than_was_earned()
    {
        var (first, second) = (Reversed("r1", 40_000, "c"), Reversed("r2", 30_000, "c", "2020-12-12T12:00:00+01:00"));
        var books = new Books().Take(Bought("p", 70_000, "c"), first);
        Assert.Equal(((1, 1_500L), 0L), (books.Totals(), books.Shown(first)));
        books.Take(second);
        Assert.Equal(((0, 0L), -1_500L), (books.Totals(), books.Shown(second)));
    }

    [Theory]
    [InlineData(20_000, 5_000, 0)] // 150 euro and more are left: nothing changes
    [InlineData(20_000, 8_000, -300)] // from 200 to 120
    [InlineData(10_000, 4_000, -400)] // both below the cap
    [InlineData(5, 1, 0)] // from 0.5 to 0.4 of a cent, both nothing
    [InlineData(115, 10, -1)] // 11.5 counts as 11, 10.5 as 10
    public void Part_of_a_purchase_goes_back_and_it_still_counts(long amount, long back, long change)
    {
        var reversed = Reversed("r", back, "c");
        var books = new Books().Take(Bought("p", amount, "c"), reversed);
        Assert.Equal((1, change), (books.Totals().Count, books.Shown(reversed)));
    }

    [Fact]
    public void Without_a_link_the_same_amount_at_the_same_terminal_is_meant()
    {
        var reversed = Reversed("r", 1_000);
        Assert.Equal("counted", new Books().Take(Bought("p", 1_000), Bought("q", 1_001), reversed).Of(reversed));
        Assert.Equal("waiting", new Books().Take(Bought("q", 1_001), reversed).Of(reversed));
    }

    [Fact]
    public void A_link_is_worth_more_than_likeness()
    {
        var (linked, alike) = (Bought("p", 2_000, "c"), Bought("q", 1_000, "d"));
        var books = new Books().Take(linked, alike, Reversed("r", 1_000, "c"));
        Assert.Equal(("counted", "counted", (2, 200L)), (books.Of(linked), books.Of(alike), books.Totals()));
    }

    [Fact]
    public void Only_the_same_card_and_acquirer_are_meant()
    {
        var reversed = Reversed("r", 1_000, "c");
        Assert.Equal("waiting", new Books().Take(Bought("p", 1_000, "c", acquirer: "99999"), reversed).Of(reversed));
        Assert.Equal("waiting", new Books().TakeOnOtherCard(Bought("p", 1_000, "c")).Take(reversed).Of(reversed));
    }

    [Fact]
    public void A_purchase_that_is_fully_reversed_is_no_match_any_more()
    {
        var (first, second) = (Reversed("r1", 1_000, "c"), Reversed("r2", 1_000, "c", "2020-12-12T12:00:00+01:00"));
        var books = new Books().Take(Bought("p", 1_000, "c"), first, second);
        Assert.Equal(("counted", "waiting", (0, 0L)), (books.Of(first), books.Of(second), books.Totals()));
    }

    [Fact]
    public void One_that_several_purchases_fit_is_parked_for_a_person()
    {
        var reversed = Reversed("r", 1_000);
        var books = new Books().Take(Bought("p", 1_000), Bought("q", 1_000), reversed);
        Assert.Equal(("parked:ambiguous", (2, 200L)), (books.Of(reversed), books.Totals()));
    }

    [Fact]
    public void What_was_bought_after_the_reversal_does_not_put_it_in_doubt()
    {
        var (bought, later, reversed) = (Bought("p", 120), Bought("q", 120, at: "2020-12-14T12:00:00+01:00"), Reversed("r", 120));
        var books = new Books().Take(bought, later, reversed);
        Assert.Equal(("reversed", "counted", "counted"), (books.Of(bought), books.Of(later), books.Of(reversed)));
    }

    /// <summary>Clocks of two terminals differ.</summary>
    [Fact]
    public void Where_nothing_was_bought_before_it_what_was_bought_after_it_is_meant() =>
        Assert.Equal((0, 0L), new Books().Take(Bought("p", 120, at: "2020-12-11T12:00:05+01:00"), Reversed("r", 120)).Totals());

    [Fact]
    public void One_of_more_than_is_left_is_parked_for_a_person()
    {
        var (reversed, more) = (Reversed("r1", 600, "c"), Reversed("r2", 600, "c", "2020-12-12T12:00:00+01:00"));
        var books = new Books().Take(Bought("p", 1_000, "c"), reversed, more);
        Assert.Equal(("counted", "parked:too-large", (1, 40L)), (books.Of(reversed), books.Of(more), books.Totals()));
    }

    [Fact]
    public void One_that_comes_before_its_purchase_waits_for_it()
    {
        var (bought, reversed) = (Bought("p", 1_000, "c"), Reversed("r", 1_000, "c"));
        var books = new Books().Take(reversed);
        Assert.Equal(("waiting", (0, 0L)), (books.Of(reversed), books.Totals()));
        books.Take(bought);
        Assert.Equal(("counted", "reversed", (0, 0L)), (books.Of(reversed), books.Of(bought), books.Totals()));
    }

    [Fact]
    public void One_whose_purchase_did_not_count_takes_nothing_back_for_the_same_reason()
    {
        var reversed = Reversed("r", 1_000, "c");
        var books = new Books().Take(Bought("p", 1_000, "c", circuit: "99"), Bought("q", 500), reversed);
        Assert.Equal(("not-counted:circuit", 0L, (1, 50L)), (books.Of(reversed), books.Shown(reversed), books.Totals()));
    }

    [Fact]
    public void One_of_the_next_period_finds_nothing_of_this_one()
    {
        var reversed = Reversed("r", 1_000, "c", "2021-01-02T12:00:00+01:00");
        var books = new Books().Take(Bought("p", 1_000, "c", "2020-12-30T12:00:00+01:00")).Take(Given.Instant("2021-01-03T09:00:00+01:00"), reversed);
        Assert.Equal(("waiting", (1, 100L)), (books.Of(reversed), books.Totals()));
    }

    [Fact]
    public void One_that_comes_after_the_grace_takes_nothing_back()
    {
        var reversed = Reversed("r", 1_000, "c");
        var books = new Books().Take(Bought("p", 1_000, "c")).Take(Given.Instant("2021-01-11T00:00:00+01:00"), reversed);
        Assert.Equal(("not-counted:too-late", (1, 100L)), (books.Of(reversed), books.Totals()));
        Assert.Empty(books.State.Reversals);
    }

    [Fact]
    public void One_outside_every_period_takes_nothing_back()
    {
        var reversed = Reversed("r", 1_000, "c", "2020-12-01T12:00:00+01:00");
        Assert.Equal("not-counted:outside-period", new Books().Take(reversed).Of(reversed));
    }

    [Fact]
    public void The_cap_is_of_the_sum_so_a_reversal_eats_the_excess_first()
    {
        var first = Reversed("r1", 15_000, "c0");
        var second = Reversed("r2", 15_000, "c1", "2020-12-12T12:00:00+01:00");
        var books = new Books().Take([.. Enumerable.Range(0, 11).Select(i => Bought($"p{i}", 15_000, $"c{i}")), first]);
        Assert.Equal(((10, 15_000L), 0L, 15_000L), (books.Totals(), books.Shown(first), books.Shown()));
        books.Take(second);
        Assert.Equal(((9, 13_500L), -1_500L, 13_500L), (books.Totals(), books.Shown(second), books.Shown()));
    }

    [Fact]
    public void The_last_purchase_is_the_last_one_that_still_counts()
    {
        var books = new Books().Take(Bought("p", 100, "c"), Bought("q", 100, "d", "2020-12-20T12:00:00+01:00"), Reversed("r", 100, "d", "2020-12-21T12:00:00+01:00"));
        Assert.Equal(Given.Instant("2020-12-10T12:00:00+01:00"), books.State.Periods[0].LastPurchaseAt);
    }

    /// <summary>Found by the property on the order of rows.</summary>
    [Fact]
    public void After_everything_was_reversed_the_last_purchase_begins_anew()
    {
        var books = new Books().Take(Bought("p", 100, "c", "2020-12-20T12:00:00+01:00"), Reversed("r", 100, "c", "2020-12-21T12:00:00+01:00"), Bought("q", 100, "d"));
        Assert.Equal(Given.Instant("2020-12-10T12:00:00+01:00"), books.State.Periods[0].LastPurchaseAt);
    }

    [Fact]
    public void A_reversal_sent_twice_has_effect_once()
    {
        var reversed = Reversed("r", 400, "c");
        var books = new Books().Take(Bought("p", 1_000, "c"), reversed);
        var events = books.Events.Count;
        books.Take(reversed);
        Assert.Equal((events, (1, 60L)), (books.Events.Count, books.Totals()));
    }

    [Fact]
    public void A_person_decides_which_purchase_an_ambiguous_one_takes_back_and_may_think_again()
    {
        var (one, other, reversed) = (Bought("p", 1_000), Bought("q", 1_000), Reversed("r", 1_000));
        var books = new Books().Take(one, other, reversed).Decide(reversed, other);
        Assert.Equal(("counted", "counted", "reversed", (1, 100L)), (books.Of(reversed), books.Of(one), books.Of(other), books.Totals()));
        books.Decide(reversed, one);
        Assert.Equal(("reversed", "counted"), (books.Of(one), books.Of(other)));
        books.Decide(reversed, null);
        Assert.Equal(("parked:ambiguous", (2, 200L)), (books.Of(reversed), books.Totals()));
    }

    [Fact]
    public void A_person_decides_that_too_large_a_reversal_takes_back_what_is_left()
    {
        var (bought, reversed) = (Bought("p", 1_000, "c"), Reversed("r", 1_200, "c"));
        var books = new Books().Take(bought, reversed).Decide(reversed, bought);
        Assert.Equal(("counted", "reversed", -100L, (0, 0L)), (books.Of(reversed), books.Of(bought), books.Shown(reversed), books.Totals()));
    }

    [Fact]
    public void A_person_decides_that_a_reversal_takes_nothing_back()
    {
        var (bought, reversed) = (Bought("p", 1_000, "c"), Reversed("r", 1_200, "c"));
        var books = new Books().Take(bought, reversed).Decide(reversed, null, isDismissed: true);
        Assert.Equal(("not-counted:dismissed", "counted", (1, 100L)), (books.Of(reversed), books.Of(bought), books.Totals()));
    }

    [Fact]
    public void What_cannot_be_decided_is_refused()
    {
        var (bought, elsewhen, reversed) = (Bought("p", 1_000, "c"), Bought("q", 1_000, "c", "2021-01-02T12:00:00+01:00"), Reversed("r", 1_200, "c"));
        var books = new Books().Take(bought, reversed).Take(Given.Instant("2021-01-03T09:00:00+01:00"), elsewhen);
        Assert.Equal("not-found", books.Refusal(new ParticipantCommand.DecideReversal(books.Programme, 1, null, IsDismissed: true)));
        Assert.Equal("purchase-unknown", books.Refusal(new ParticipantCommand.DecideReversal(books.Programme, reversed.Key(), 1, IsDismissed: false)));
        Assert.Equal("purchase-unknown", books.Refusal(new ParticipantCommand.DecideReversal(books.Programme, reversed.Key(), elsewhen.Key(), IsDismissed: false)));
        Assert.Equal("purchase-unknown", books.Refusal(new ParticipantCommand.DecideReversal(books.Programme, reversed.Key(), reversed.Key(), IsDismissed: false)));
        books.Apply(new ParticipantEvent.PeriodSettled(Books.Christmas, 1, 100, 0, HasIban: false));
        Assert.Equal("too-late", books.Refusal(new ParticipantCommand.DecideReversal(books.Programme, reversed.Key(), bought.Key(), IsDismissed: false)));
    }

    [Fact]
    public void A_purchase_of_nothing_counts_until_a_reversal_of_nothing()
    {
        var bought = Bought("p", 0, "c");
        var books = new Books().Take(bought);
        Assert.Equal(1, books.Totals().Count);
        books.Take(Reversed("r", 0, "c"));
        Assert.Equal(("reversed", 0), (books.Of(bought), books.Totals().Count));
    }

    /// <summary>Few links, few amounts and few instants, so that rows often compete for each other.</summary>
    private static readonly Gen<AcquirerRow> ARow =
        from isReversal in Gen.Frequency((3, Gen.Constant(false)), (2, Gen.Constant(true)))
        from number in Gen.Choose(0, 9_999)
        from amount in Gen.Elements(500L, 1_000L, 1_500L, 20_000L)
        from link in Gen.Elements(null, null, "c", "d")
        from hour in Gen.Choose(0, 6)
        let at = Given.Instant("2020-12-10T12:00:00+01:00").AddHours(hour).ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture)
        select isReversal ? Reversed($"r{number}", amount, link, at) : Bought($"p{number}", amount, link, at, circuit: number % 10 == 0 ? "99" : "01");

    [Fact]
    public void The_order_in_which_rows_come_makes_no_difference() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Arb.From(from rows in ARow.ListOf() let known = rows.DistinctBy(row => row.Key()).ToArray() from shuffled in Gen.Shuffle(known) select (Rows: known, Shuffled: shuffled)),
            pair =>
            {
                var (first, second) = (new Books().Take(pair.Rows), new Books().Take(pair.Shuffled));
                return first.Totals() == second.Totals() && pair.Rows.All(row => first.Of(row) == second.Of(row)) && LastPurchaseAt(first) == LastPurchaseAt(second);
            }));

    private static DateTimeOffset? LastPurchaseAt(Books books) => books.State.Periods is [{ Count: > 0 } totals] ? totals.LastPurchaseAt : null;

    [Fact]
    public void What_is_kept_adds_up_after_every_row() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Arb.From(ARow.ListOf()), rows =>
        {
            var books = new Books();
            foreach (var row in rows.DistinctBy(row => row.Key()))
            {
                books.Take(row);
                var counted = books.State.Purchases.Purchases().Count(purchase => purchase.Row.Outcome == RowOutcome.Counted);
                var (count, reward) = books.Totals();
                var earned = books.State.Purchases.Purchases().Where(purchase => purchase.Row.Outcome is RowOutcome.Counted or RowOutcome.Reversed).Sum(purchase => Reward.Of(purchase.Row.AmountMinor, 15_000, 1_000));
                var back = books.State.Reversals.Sum(held => held.RewardMinor);
                if (count != counted || reward != earned + back || reward < 0 || books.State.Reversals.Any(held => held.RewardMinor > 0)) return false;
            }

            return true;
        }));
}
