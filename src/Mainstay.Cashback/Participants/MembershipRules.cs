using System.Collections.Immutable;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>Joining, leaving, and the account that one is paid to.</summary>
internal static class MembershipRules
{
    /// <summary>
    /// The last day on which an account may be given: one on file may be changed until some days after the last period (for those before it only until their own deadlines, see
    /// <see cref="SettlementRules.AccountFor"/>), a first one for as long as the programme pays at all; null: always, as for somebody whom a payment did not reach.
    /// </summary>
    public static DateOnly? IbanUntil(this Participant participant, Programme programme) =>
        participant.NeedsAccount ? null
        : participant.Account is null ? programme.Iban.FirstUntil
        : programme.Iban.LastDayFor(programme.Periods[^1]);

    // A second time with the same tax id changes nothing; a membership's data are facts of the day it began.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.Join join, Context context)
    {
        if (participant.Membership is { } member) return member.TaxIdKey == join.TaxIdKey ? Decision<ParticipantEvent>.Nothing : Refusal.Of("already-member");
        var today = join.Programme.Zone.DateOf(context.At);
        if (!Age.IsReached(join.Programme, join.BirthDate, today)) return Refusal.Of("too-young", "birthDate");
        return new ParticipantEvent.Joined(join.Programme.Terms, context.At, today, join.Identity, join.TaxIdKey, participant.Memberships + 1);
    }

    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.SetIban set, Context context)
    {
        if (participant.Left is not null) return Refusal.Of("withdrawn");
        if (set.Programme.Zone.DateOf(context.At) > participant.IbanUntil(set.Programme)) return Refusal.Of("iban-deadline-passed", "iban");
        if (set.InsteadOf is { } seen && seen != IbanDesk.Shown(participant)) return Refusal.Of("iban-changed-since");
        return new ParticipantEvent.IbanSet(set.Account, SettlementRules.HeldThrough(participant, set.Programme, set.Programme.Zone.DateOf(context.At)));
    }

    // Found by the simulation: the answer to a membership that was given up reached the next one, and ended it.
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.LoseTaxId lose) =>
        participant.Membership?.TaxIdKey == lose.TaxIdKey && participant.Memberships == lose.Membership ? new ParticipantEvent.TaxIdLost() : Decision<ParticipantEvent>.Nothing;

    /// <summary>Leaving forfeits every period that was not paid: the present one, and those that are over and still owed. What was paid stays.</summary>
    public static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand.Withdraw withdraw, Context context)
    {
        if (participant.Membership is not { } membership) return participant.Left is null ? Refusal.Of("not-a-member") : Decision<ParticipantEvent>.Nothing;
        var today = withdraw.Programme.Zone.DateOf(context.At);
        var cards = participant.Instruments.Where(held => held.IsActive).Select(held => new ReturnedInstrument(held.Id, held.Key));
        var forfeited = withdraw.Programme.Periods.Where(period => period.Start <= today && participant.Find(period)?.Settlement?.PayoutId is null);
        return new ParticipantEvent.Withdrawn(today, membership.TaxIdKey, [.. cards], [.. forfeited.Select(period => Forfeit(participant, withdraw.Programme, period))]);
    }

    public static Participant Apply(Participant participant, ParticipantEvent.Withdrawn withdrawn)
    {
        bool IsForfeited(TakenRow row) => withdrawn.Forfeited.Any(period => period.Holds(row.AtMilliseconds));

        return participant with
        {
            Membership = null,
            Left = new Leaving(participant.Membership!.AcceptedAt, withdrawn.On),
            Account = null,
            Held = null,
            Instruments = [.. participant.Instruments.Select(held => held.IsActive ? held with { DeactivatedOn = withdrawn.On, Check = null } : held)],
            Periods =
            [
                .. participant.Periods.Where(totals => totals.Settlement is not null || !withdrawn.Forfeits(totals.Period)).Select(totals => withdrawn.Forfeits(totals.Period) ? totals.Forfeited() : totals),
            ],
            Purchases = participant.Purchases.With((_, row) => row is { IsPurchase: true, Outcome: RowOutcome.Counted or RowOutcome.Reversed } && IsForfeited(row) ? RowOutcome.Withdrawn : row.Outcome),
            Reversals = [],
        };
    }

    private static ForfeitedPeriod Forfeit(Participant participant, Programme programme, ProgrammePeriod period)
    {
        var totals = participant.Find(period);
        return new ForfeitedPeriod(
            period.Id, programme.Zone.BeginningOf(period.Start), programme.Zone.BeginningOf(period.End.AddDays(1)), totals?.Count ?? 0, Math.Min(totals?.RewardMinor ?? 0, period.PeriodCapMinor),
            totals?.Settlement is not null, totals?.Settlement?.DueMinor ?? 0);
    }
}
