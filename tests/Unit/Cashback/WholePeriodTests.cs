using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.AcquirerFiles;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Whatever comes in a period, in whatever order and however often, by the real deciders from the first row to the last payment.</summary>
public sealed class WholePeriodTests
{
    private static readonly Gen<(int Person, AcquirerRow Row)> ARow =
        from person in Gen.Choose(0, PlainPeriod.People - 1)
        from kind in Gen.Frequency((5, Gen.Constant("00")), (2, Gen.Constant("01")))
        from number in Gen.Choose(0, 99_999)
        from amount in Gen.Elements(0L, 5L, 500L, 1_000L, 14_995L, 15_000L, 20_000L)
        from link in Gen.Elements(null, null, "c", "d")
        from hour in Gen.Choose(0, 24 * 24)
        from online in Gen.Choose(0, 9)
        let at = Given.Instant("2020-12-08T00:00:00+01:00").AddHours(hour).ToString("O", System.Globalization.CultureInfo.InvariantCulture)
        select (person, Given.Purchase(at, amount, kind, id: $"{person}-{number}", correlationId: link, posType: online == 0 ? "01" : "00"));

    private static readonly Gen<PlainPeriod.Terms> SomeTerms =
        from minimum in Gen.Choose(0, 4)
        from cap in Gen.Elements(1_000L, 3_000L, 150_000L)
        from budget in Gen.Elements<long?>(null, null, 1L, 1_999L, 5_000L)
        from prize in Gen.Elements<int?>(null, 1, 2)
        select new PlainPeriod.Terms(minimum, cap, budget, prize);

    private static readonly Gen<(PlainPeriod.Terms Terms, (int, AcquirerRow)[] Rows, (int, AcquirerRow)[] Shuffled)> APeriod =
        from terms in SomeTerms
        from length in Gen.Choose(0, 60)
        from rows in ARow.ArrayOf(length)
        let known = rows.DistinctBy(one => one.Row.Key()).ToArray()
        from shuffled in Gen.Shuffle(known)
        select (terms, known, shuffled);

    [Fact]
    public void Any_order_of_the_same_rows_gives_the_same_totals_at_the_close() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Arb.From(APeriod), period =>
    {
        var (first, second) = (new PlainPeriod(period.Terms).Take(period.Rows).Close(), new PlainPeriod(period.Terms).Take(period.Shuffled).Close());
        return first.Figures == second.Figures && first.Settlements().SequenceEqual(second.Settlements());
    }));

    [Fact]
    public void Any_file_again_forwards_or_backwards_changes_nothing() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Arb.From(APeriod), period =>
    {
        var once = new PlainPeriod(period.Terms).Take(period.Rows);
        var events = once.Events;
        var again = once.Take([.. period.Rows.Reverse()]).Take(period.Shuffled).Take(period.Rows);
        return again.Events == events && again.Close().Figures == new PlainPeriod(period.Terms).Take(period.Rows).Close().Figures;
    }));

    [Fact]
    public void Rewards_are_what_is_paid_and_owed_and_forfeited_and_cut() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Arb.From(from period in APeriod from seed in Gen.Choose(0, int.MaxValue - 1) select (period, seed)), given =>
        {
            var (period, seed) = given;
            var random = new Random(seed);
            var books = new PlainPeriod(period.Terms).Take(period.Rows);
            books.SomeLeave(random);
            var rewards = books.RewardsMinor();
            books.Close();
            for (var payout = 1; payout <= 3; payout++)
            {
                books.SomeGiveAccounts(random);
                books.SomeLeave(random);
                books.Pay($"p{payout}");
                books.TheBankAnswers(random);
            }

            var sums = books.Sums();
            return rewards + books.Figures.PrizesMinor == sums.Paid + sums.Owed + sums.Forfeited + sums.Cut
                && (period.Terms.BudgetMinor is not { } budget || sums.Paid + sums.Owed <= budget)
                && sums.Paid == books.AtTheBankMinor;
        }));
}
