using System.Collections.Immutable;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>
/// Reversals in one person's books. Whenever a purchase or a reversal comes, or somebody decides about one that was parked, all reversals that compete with it are matched anew (see
/// <see cref="ReversalMatching"/>), and what has changed by that is stored as one event. So the order in which rows come makes no difference to what they come to.
/// </summary>
internal static class ReversalRules
{
    /// <summary>Refused: not-found, too-late (the period is settled), purchase-unknown. Does nothing when it was decided so before.</summary>
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.DecideReversal decide, Context context)
    {
        if (participant.FindReversal(decide.Key) is not { } held) return Refusal.Of("not-found");
        if (participant.IsSettled(held.Period)) return Refusal.Of("too-late");
        if (decide.Purchase is { } purchase && !participant.HoldsPurchase(purchase, decide.Programme, held.Period)) return Refusal.Of("purchase-unknown", "purchase");
        if (held.Decided == decide.Purchase && held.IsDismissed == decide.IsDismissed) return Decision<ParticipantEvent>.Nothing;
        var decided = new ParticipantEvent.ReversalDecided(decide.Key, decide.Purchase, decide.IsDismissed, context.Actor);
        return Matched(Apply(participant, decided), decide.Programme, held.Period, new HashSet<UInt128> { held.Key }) is { } matched ? new ParticipantEvent[] { decided, matched } : decided;
    }

    /// <summary>A reversal as it is taken: of no period or too late, or waiting for what the matching says.</summary>
    public static ParticipantEvent.ReversalTaken Taken(Participant participant, ParticipantCommand.TakeRow take, HeldInstrument held, Context context)
    {
        var period = take.Programme.PeriodOf(take.Programme.Zone.DateOf(take.Row.At));
        var outcome = period is null ? RowOutcome.OutsidePeriod
            : Counting.Counting.IsTooLate(take.Programme, period, context.At, id => take.IsClosed || participant.IsSettled(id)) ? RowOutcome.TooLate
            : RowOutcome.Waiting;
        return new ParticipantEvent.ReversalTaken(take.FileId, take.FileRow, held.Id, take.Row, outcome, period?.Id, outcome == RowOutcome.Waiting ? period!.GraceEnd : null);
    }

    /// <summary>What a row that was just taken changes among the reversals; null when it changes nothing.</summary>
    public static ParticipantEvent.ReversalsMatched? MatchedAfter(Participant participant, ParticipantEvent taken, Programme programme) => taken switch
    {
        ParticipantEvent.ReversalTaken { Outcome: RowOutcome.Waiting, Period: { } period } reversal => Matched(Apply(participant, reversal), programme, period, new HashSet<UInt128> { reversal.Row.Key() }),
        ParticipantEvent.PurchaseTaken { Period: { } period } purchase when participant.Reversals.Length > 0 => MatchedAfter(PurchaseRules.Apply(participant, purchase), purchase, programme, period),
        _ => null,
    };

    public static Participant Apply(Participant participant, ParticipantEvent.ReversalTaken taken)
    {
        var purchases = participant.Purchases.Add(taken.Row.Key(), new TakenRow(RowSource.Of(taken.FileId, taken.FileRow), taken.Outcome));
        if (taken is not { Outcome: RowOutcome.Waiting, Period: { } period }) return participant with { Purchases = purchases };
        var match = MatchKeys.Of(participant.Find(taken.InstrumentId)!.Key, taken.Row);
        var held = new HeldReversal(taken.Row.Key(), period, taken.FileId, taken.FileRow, taken.Row.At, taken.Row.AmountMinor, match, RowOutcome.Waiting);
        return participant with { Purchases = purchases, Reversals = participant.Reversals.Add(held) };
    }

    public static Participant Apply(Participant participant, ParticipantEvent.ReversalDecided decided) => participant with
    {
        Reversals = [.. participant.Reversals.Select(held => held.Key == decided.Key ? held with { Decided = decided.Purchase, IsDismissed = decided.IsDismissed } : held)],
    };

    public static Participant Apply(Participant participant, ParticipantEvent.ReversalsMatched matched)
    {
        var byKey = matched.Reversals.ToDictionary(change => change.Key);
        var outcomes = matched.Reversals.Select(change => (change.Key, change.Outcome)).Concat(matched.Purchases.Select(change => (change.Key, change.Outcome))).ToDictionary();
        var totals = participant.TotalsOf(matched.Period);
        return participant with
        {
            Purchases = participant.Purchases.With(outcomes),
            Reversals = [.. participant.Reversals.Select(held => byKey.TryGetValue(held.Key, out var change) ? held.With(change) : held)],
            Periods = totals is null ? participant.Periods : participant.Periods.Replace(totals, totals with { Count = matched.Count, RewardMinor = matched.RewardMinor, LastPurchaseAt = matched.LastPurchaseAt }),
        };
    }

    private static ParticipantEvent.ReversalsMatched? MatchedAfter(Participant participant, ParticipantEvent.PurchaseTaken purchase, Programme programme, string period)
    {
        participant.Purchases.TryGet(purchase.Row.Key(), out var row);
        var touched = participant.Reversals.Where(held => held.Period == period && held.ToMatch().MightMean(row.Match)).Select(held => held.Key).ToHashSet();
        return touched.Count == 0 ? null : Matched(participant, programme, period, touched);
    }

    private static ParticipantEvent.ReversalsMatched? Matched(Participant participant, Programme programme, string periodId, IReadOnlySet<UInt128> touched)
    {
        var period = programme.Find(periodId)!;
        var competition = Competition.Around(participant, programme, period, touched);
        var results = ReversalMatching.Match([.. competition.Reversals.Select(held => held.ToMatch())], competition.Purchases.ConvertAll(purchase => purchase.ToMatch()));
        return ReversalBooks.Changes(participant, programme, period, competition, results);
    }

    private static HeldReversal? FindReversal(this Participant participant, UInt128 key) => participant.Reversals.FirstOrDefault(held => held.Key == key);

    private static bool HoldsPurchase(this Participant participant, UInt128 key, Programme programme, string period) =>
        participant.Purchases.TryGet(key, out var row) && row.IsPurchase && programme.PeriodOf(programme.Zone.DateOf(DateTimeOffset.FromUnixTimeMilliseconds(row.AtMilliseconds)))?.Id == period;
}
