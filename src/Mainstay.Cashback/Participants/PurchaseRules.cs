using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What a row of a file comes to when it is taken: once, whatever file it comes in and however often.</summary>
internal static class PurchaseRules
{
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.TakeRow take, Context context)
    {
        if (participant.Purchases.TryGet(take.Key, out _) || participant.Find(take.InstrumentId) is not { IsLost: false } held) return Decision<ParticipantEvent>.Nothing;
        if (!HasBegun(take, context)) return Refusal.Of("day-not-begun");
        ParticipantEvent taken = take.Row.IsReversal ? ReversalRules.Taken(participant, take, held, context) : Taken(participant, take, held, context);
        return ReversalRules.MatchedAfter(participant, taken, take.Programme) is { } matched ? new[] { taken, matched } : taken;
    }

    public static Participant Apply(Participant participant, ParticipantEvent.PurchaseTaken taken)
    {
        var match = MatchKeys.Of(participant.Find(taken.InstrumentId)!.Key, taken.Row);
        var row = new TakenRow(RowSource.Of(taken.FileId, taken.FileRow), taken.Outcome, taken.Row.AmountMinor, taken.Row.At.ToUnixTimeMilliseconds(), match);
        var taking = participant with { Purchases = participant.Purchases.Add(taken.Row.Key(), row) };
        if (taken.Outcome != RowOutcome.Counted) return taking;
        var totals = participant.TotalsOf(taken.Period!) ?? new PeriodTotals(taken.Period!, 0, 0, taken.Row.At);
        var grown = totals with
        {
            Count = checked(totals.Count + 1),
            RewardMinor = checked(totals.RewardMinor + taken.RewardMinor),
            LastPurchaseAt = totals.Count == 0 || taken.Row.At > totals.LastPurchaseAt ? taken.Row.At : totals.LastPurchaseAt, // After everything was reversed, it begins anew.
        };
        return taking with { Periods = taking.Periods.Contains(totals) ? taking.Periods.Replace(totals, grown) : taking.Periods.Add(grown) };
    }

    private static ParticipantEvent.PurchaseTaken Taken(Participant participant, ParticipantCommand.TakeRow take, HeldInstrument held, Context context)
    {
        var judged = Counting.Counting.Judge(take.Programme, take.Row, held.Days(), TermsOf(participant), context.At, period => take.IsClosed || participant.IsSettled(period));
        var before = judged.Period is { } period ? participant.TotalsOf(period)?.RewardMinor ?? 0 : 0;
        var cap = judged.Period is null ? 0 : take.Programme.Find(judged.Period)!.PeriodCapMinor;
        return new ParticipantEvent.PurchaseTaken(
            take.FileId, take.FileRow, held.Id, take.Row, RowOutcomes.OfReason(judged.Reason), judged.Period, judged.RewardMinor,
            Reward.WithinCap(before, judged.RewardMinor, cap), Math.Min(checked(before + judged.RewardMinor), cap));
    }

    // The door has looked, but the clock may have been set back since. Counted now, the purchase could count again: a card that is taken out today is its next owner's on the purchase's day.
    private static bool HasBegun(ParticipantCommand.TakeRow take, Context context) => take.Programme.Zone.DateOf(take.Row.At) <= take.Programme.Zone.DateOf(context.At);

    private static Terms TermsOf(Participant participant) => new(participant.Membership?.AcceptedOn, HasLeft: participant.Left is not null);
}
