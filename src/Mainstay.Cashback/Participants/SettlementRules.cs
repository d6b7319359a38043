using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What a closed period owes a person, and how it is paid: ordered once, and anew only after the bank has said that it failed and the person has given an account again.</summary>
internal static class SettlementRules
{
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.SettlePeriod settle)
    {
        if (participant.TotalsOf(settle.Period) is not { Settlement: null } totals) return Decision<ParticipantEvent>.Nothing;
        var period = settle.Programme.Find(settle.Period)!;
        var member = totals.Count > 0 && totals.Count >= period.MinimumCount ? participant.Membership : null;
        var prize = member is not null && period.Prize is { } won && settle.LastPrizePlace is { } last && RankPlace.Of(totals, member, settle.AccountId).IsAtOrBefore(last) ? won.AmountMinor : 0;
        var due = member is null ? 0 : checked(Math.Min(totals.RewardMinor, period.PeriodCapMinor) + prize);
        return new ParticipantEvent.PeriodSettled(settle.Period, totals.Count, totals.RewardMinor, due, participant.Account is not null, prize);
    }

    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.OrderPayment order)
    {
        if (AccountFor(participant, order.Period) is not { } account || participant.TotalsOf(order.Period.Id)?.Settlement is not { PayoutId: null, NeedsAccount: false } owed) return Decision<ParticipantEvent>.Nothing;
        var amount = Reward.Cut(owed.DueMinor, order.TotalDueMinor, order.Period.BudgetMinor);
        if (amount == 0) return Decision<ParticipantEvent>.Nothing;
        return new ParticipantEvent.OrderedPayment(
            order.Period.Id, order.PayoutId, order.OrderId, amount, order.Programme.Currency.Code, account, $"{order.Programme.Remittance} {order.Period.Id}", owed.Failed);
    }

    /// <summary>What the bank says of an order that was ordered here, and is still the one that counts.</summary>
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.RecordOutcome record)
    {
        var paid = participant.Periods.FirstOrDefault(totals => totals.Settlement is { } settled && settled.PayoutId == record.Order.PayoutId && settled.OrderId == record.Order.OrderId);
        if (paid is null || paid.Settlement!.ExecutedOn is not null) return Decision<ParticipantEvent>.Nothing;
        return record.ExecutedOn is { } day
            ? new ParticipantEvent.PaymentExecuted(paid.Period, record.Order, day)
            : new ParticipantEvent.PaymentFailed(paid.Period, record.Order, record.Reason ?? "");
    }

    public static Participant Apply(Participant participant, ParticipantEvent.PeriodSettled settled) =>
        participant.With(settled.Period, totals => totals with { Settlement = new Settlement(settled.DueMinor, PrizeMinor: settled.PrizeMinor) });

    public static Participant Apply(Participant participant, ParticipantEvent.OrderedPayment ordered) => participant.With(
        ordered.Period, totals => totals with { Settlement = totals.Settlement! with { PayoutId = ordered.PayoutId, OrderId = ordered.OrderId, PaidMinor = ordered.AmountMinor } });

    public static Participant Apply(Participant participant, ParticipantEvent.PaymentExecuted executed) =>
        participant.With(executed.Period, totals => totals with { Settlement = totals.Settlement! with { ExecutedOn = executed.On } });

    // What was owed is owed again, but to no account that is on file.
    public static Participant Apply(Participant participant, ParticipantEvent.PaymentFailed failed) => participant.With(failed.Period, totals => totals with
    {
        Settlement = totals.Settlement! with { PayoutId = null, OrderId = null, PaidMinor = 0, Failed = failed.Order, FailedReason = failed.Reason, NeedsAccount = true },
    });

    /// <summary>
    /// Where a period is paid: to the account that was on file when its deadline passed, to the first one given after that where there was none, and to the present one once a payment has failed.
    /// </summary>
    public static Sealed<BankAccount>? AccountFor(Participant participant, ProgrammePeriod period) =>
        participant.TotalsOf(period.Id)?.Settlement?.Failed is null && participant.Held?.FirstOrDefault(held => period.End <= held.Through) is { } held ? held.Account : participant.Account;

    /// <summary>Whether a period goes on being paid to the account on file when another is given on a day. After a failed payment nothing does: who knows which account can be reached.</summary>
    public static bool IsHeld(Participant participant, Programme programme, ProgrammePeriod period, DateOnly today) =>
        participant.Account is not null && programme.Iban.LastDayFor(period) < today
        && participant.Find(period) is { Settlement: null or { PayoutId: null, DueMinor: > 0, Failed: null } } && !participant.NeedsAccount;

    /// <summary>The end of the last period that <see cref="IsHeld"/> and has no account of its own yet; null: none.</summary>
    public static DateOnly? HeldThrough(Participant participant, Programme programme, DateOnly today) =>
        programme.Periods.LastOrDefault(period => IsHeld(participant, programme, period, today)) is { } last && !(participant.Held is [.., var held] && last.End <= held.Through) ? last.End : null;

    /// <summary>After an account was given: what a payment did not reach can be ordered anew.</summary>
    public static Participant WithAccount(Participant participant, ParticipantEvent.IbanSet set) => participant with
    {
        Account = set.Account,
        Held = set.HeldThrough is { } through ? (participant.Held ?? []).Add(new HeldAccount(through, participant.Account!)) : participant.Held,
        Periods = participant.NeedsAccount
            ? [.. participant.Periods.Select(totals => totals.Settlement is { NeedsAccount: true } owed ? totals with { Settlement = owed with { NeedsAccount = false } } : totals)]
            : participant.Periods,
    };
}
