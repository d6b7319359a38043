using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.Counting;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>The matching looks at the two earliest purchases that a reversal might mean. The rule speaks of all of them: here it stands as it is written, and both must agree.</summary>
public sealed class ReversalMatchingTests
{
    private static readonly DateTimeOffset Noon = Given.Instant("2020-12-10T12:00:00+01:00");

    private static readonly Gen<MatchKeys> SomeKeys =
        from correlation in Gen.Elements(0UL, 0UL, 1UL, 2UL)
        from place in Gen.Elements(1UL, 2UL)
        select new MatchKeys(correlation, place);

    private static readonly Gen<ReversiblePurchase> APurchase =
        from key in Gen.Choose(1, 30)
        from hour in Gen.Choose(0, 5)
        from amount in Gen.Elements(0L, 500L, 1_000L)
        from match in SomeKeys
        select new ReversiblePurchase((UInt128)key, Noon.AddHours(hour), amount, match);

    private static readonly Gen<Reversal> AReversal =
        from key in Gen.Choose(100, 130)
        from hour in Gen.Choose(0, 5)
        from amount in Gen.Elements(0L, 400L, 500L, 1_000L)
        from match in SomeKeys
        from decided in Gen.Choose(-60, 30)
        select new Reversal((UInt128)key, Noon.AddHours(hour), amount, match, decided > 0 ? (UInt128)decided : null, IsDismissed: decided == 0);

    [Fact]
    public void What_each_reversal_comes_to_is_what_the_rule_says() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Arb.From(from purchases in APurchase.ListOf() from reversals in AReversal.ListOf() select (purchases, reversals)), given =>
        {
            var purchases = given.purchases.DistinctBy(purchase => purchase.Key).ToList();
            var reversals = given.reversals.DistinctBy(reversal => reversal.Key).ToList();
            return ReversalMatching.Match(reversals, purchases).SequenceEqual(ByTheRule(reversals, purchases));
        }));

    private static IEnumerable<ReversalResult> ByTheRule(List<Reversal> reversals, List<ReversiblePurchase> purchases)
    {
        var net = purchases.ToDictionary(purchase => purchase.Key, purchase => purchase.AmountMinor);
        var reversed = new HashSet<UInt128>();
        var results = new Dictionary<UInt128, ReversalResult>();
        foreach (var reversal in reversals.OrderBy(one => one.Decided is not null ? 0 : one.Match.Correlation != 0 ? 1 : 2).ThenBy(one => one.At).ThenBy(one => one.Key))
        {
            var fits = purchases.FindAll(purchase => reversal.Decided is { } decided ? purchase.Key == decided : reversal.MightMean(purchase.Match) && !reversed.Contains(purchase.Key));
            var before = fits.FindAll(purchase => purchase.At <= reversal.At);
            if (reversal is { Decided: null, Match.Correlation: 0 } && before.Count > 0) fits = before;
            var result = new ReversalResult(reversal.IsDismissed ? ReversalFate.Dismissed : fits.Count switch { 0 => ReversalFate.Waiting, 1 => ReversalFate.Matched, _ => ReversalFate.Ambiguous });
            if (result.Fate == ReversalFate.Matched) result = TakeBack(reversal, fits[0].Key, net, reversed);
            results.Add(reversal.Key, result);
        }

        return reversals.Select(reversal => results[reversal.Key]);
    }

    private static ReversalResult TakeBack(Reversal reversal, UInt128 purchase, Dictionary<UInt128, long> net, HashSet<UInt128> reversed)
    {
        var before = net[purchase];
        if (reversal.Decided is null && reversal.AmountMinor > before) return new ReversalResult(ReversalFate.TooLarge);
        net[purchase] = Math.Max(0, before - reversal.AmountMinor);
        if (net[purchase] == 0) reversed.Add(purchase);
        else reversed.Remove(purchase);
        return new ReversalResult(ReversalFate.Matched, purchase, before, net[purchase]);
    }
}
