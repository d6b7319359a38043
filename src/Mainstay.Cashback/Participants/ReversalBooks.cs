using System.Collections.Immutable;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Participants;

/// <summary>
/// What a new matching changes in the books. A reversal changes the reward by reward(net after) − reward(net before), so that never more is taken back than was earned; a purchase stops counting only
/// when nothing is left of it; a reversal of what did not count takes nothing back.
/// </summary>
internal static class ReversalBooks
{
    /// <returns>Null when nothing has changed.</returns>
    public static ParticipantEvent.ReversalsMatched? Changes(
        Participant participant, Programme programme, ProgrammePeriod period, Competition competition, ImmutableArray<ReversalResult> results)
    {
        var purchases = competition.Purchases.ToDictionary(purchase => purchase.Key, purchase => purchase.Row);
        var totals = participant.Find(period) ?? new PeriodTotals(period.Id, 0, 0, default);
        var reversals = ImmutableArray.CreateBuilder<MatchedReversal>();
        var reward = totals.RewardMinor;
        foreach (var (held, result) in competition.Reversals.Zip(results))
        {
            var change = Of(held, result, purchases, period, reward);
            reward = checked(reward + change.RewardMinor - held.RewardMinor);
            if (held.With(change) != held) reversals.Add(change);
        }

        var outcomes = OutcomesOf(competition.Purchases, results);
        if (reversals.Count == 0 && outcomes.IsEmpty) return null;
        var count = totals.Count + outcomes.Sum(change => change.Outcome == RowOutcome.Counted ? 1 : -1);
        return new ParticipantEvent.ReversalsMatched(period.Id, reversals.DrainToImmutable(), outcomes, count, reward, LastPurchaseAt(participant, programme, period, totals, outcomes), period.PeriodCapMinor);
    }

    private static MatchedReversal Of(HeldReversal held, ReversalResult result, Dictionary<UInt128, TakenRow> purchases, ProgrammePeriod period, long sumBeforeMinor)
    {
        var outcome = OutcomeOf(result, purchases);
        var reward = outcome == RowOutcome.Counted ? RewardOf(result.NetAfterMinor, period) - RewardOf(result.NetBeforeMinor, period) : 0;
        var change = reward - held.RewardMinor;
        var shown = outcome == RowOutcome.Counted ? held.ShownMinor + Reward.WithinCap(sumBeforeMinor, change, period.PeriodCapMinor) : 0;
        return new MatchedReversal(
            held.Key, held.FileId, held.FileRow, outcome, result.Fate == ReversalFate.Matched ? result.Purchase : null, reward, shown, Math.Min(checked(sumBeforeMinor + change), period.PeriodCapMinor));
    }

    private static long RewardOf(long netMinor, ProgrammePeriod period) => Reward.Of(netMinor, period.PurchaseCapMinor, period.RateBasisPoints);

    private static RowOutcome OutcomeOf(ReversalResult result, Dictionary<UInt128, TakenRow> purchases) => result.Fate switch
    {
        ReversalFate.Matched => purchases[result.Purchase].Outcome is RowOutcome.Counted or RowOutcome.Reversed ? RowOutcome.Counted : purchases[result.Purchase].Outcome,
        ReversalFate.Ambiguous => RowOutcome.Ambiguous,
        ReversalFate.TooLarge => RowOutcome.TooLarge,
        ReversalFate.Dismissed => RowOutcome.Dismissed,
        _ => RowOutcome.Waiting,
    };

    /// <summary>The purchases of which nothing is left now, and those of which something is left again.</summary>
    private static ImmutableArray<ReversedPurchase> OutcomesOf(List<KeyedPurchase> purchases, ImmutableArray<ReversalResult> results)
    {
        var gone = results.Where(result => result is { Fate: ReversalFate.Matched, NetAfterMinor: 0 }).Select(result => result.Purchase).ToHashSet();
        var changed = ImmutableArray.CreateBuilder<ReversedPurchase>();
        foreach (var (key, row) in purchases)
        {
            var now = gone.Contains(key) ? RowOutcome.Reversed : RowOutcome.Counted;
            if (row.Outcome is RowOutcome.Counted or RowOutcome.Reversed && row.Outcome != now) changed.Add(new ReversedPurchase(key, row.Source, now));
        }

        return changed.DrainToImmutable();
    }

    private static DateTimeOffset LastPurchaseAt(Participant participant, Programme programme, ProgrammePeriod period, PeriodTotals totals, ImmutableArray<ReversedPurchase> outcomes)
    {
        if (outcomes.IsEmpty) return totals.LastPurchaseAt;
        var changed = outcomes.ToDictionary(change => change.Key, change => change.Outcome);
        var counted = Competition.InPeriod(participant, programme, period).Where(purchase => (changed.TryGetValue(purchase.Key, out var now) ? now : purchase.Row.Outcome) == RowOutcome.Counted);
        return counted.Select(purchase => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(purchase.Row.AtMilliseconds)).Max() ?? totals.LastPurchaseAt;
    }
}
