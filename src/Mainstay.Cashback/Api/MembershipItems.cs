using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Rankings;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Api;

/// <param name="Masked">What may be shown of it.</param>
/// <param name="State">confirmed: payouts go there.</param>
internal sealed record IbanItem(string Masked, string State);

/// <summary>
/// rewardBeforeCapMinor: The sum of the rewards. rewardMinor: The same within the period's cap. state: upcoming, open, grace or closed. dueMinor: What
/// is due, the prize included and cut to the budget; null until the period is closed. paidMinor: What was ordered to be paid; null while owed. rank: Your place in the ranking, at most a minute old; null without a purchase
/// that counts. participants: How many have one. prize: What the first get in addition, for those who have reached minimumCount. countAtLastPrizePlace: How many purchases the last one of them has;
/// null while there are fewer people. prizeMinor: What of dueMinor is the prize. payment: ordered, executed, or failed: then another account is needed. paymentReason: Why it failed, in the bank's words.
/// </summary>
internal sealed record MembershipPeriodItem(
    string Period, int Count, int MinimumCount, long RewardBeforeCapMinor, long RewardMinor, string State, long? DueMinor, long? PaidMinor,
    int? Rank, int Participants, PrizeItem? Prize, int? CountAtLastPrizePlace, long? PrizeMinor, string? Payment, string? PaymentReason);

/// <param name="AmountMinor">Each.</param>
/// <param name="Places">How many get it.</param>
internal sealed record PrizeItem(long AmountMinor, int Places)
{
    public static PrizeItem? Of(ProgrammePeriod period) => period.Prize is { } prize ? new PrizeItem(prize.AmountMinor, prize.Places) : null;
}

/// <summary>
/// state: received while the issuer is asked, confirmed, or refused. reason: Why it is refused: unknown-card, card-blocked, card-expired, not-eligible or issuer-refused from the issuer; in-use when
/// somebody else had added the card a moment before. circuit: visa, mastercard, american-express, maestro, jcb, unionpay, diners, discover or other. countsFrom: The instant from which purchases count,
/// however long the issuer takes; null while no terms are accepted.
/// </summary>
internal sealed record InstrumentItem(
    string InstrumentId, string State, string? Reason, string Circuit, string LastFour, string Expiry, string Nickname, DateOnly ActivatedOn, DateTimeOffset? CountsFrom, DateOnly? DeactivatedOn);

/// <summary>state: active or withdrawn. iban: Null until one is given.</summary>
internal sealed record MembershipItem(
    string State, DateTimeOffset AcceptedTermsAt, IbanItem? Iban, IReadOnlyList<MembershipPeriodItem> Periods, IReadOnlyList<InstrumentItem> Instruments);

/// <summary>A participant as the API shows it to themselves.</summary>
internal sealed class MembershipItems(EntityHost host, RankingKeeper rankings, TimeProvider clock)
{
    private const string Failed = "failed";

    /// <summary>Null for somebody who never joined.</summary>
    public MembershipItem? Of(Programme programme, string accountId, Participant participant)
    {
        if ((participant.Membership?.AcceptedAt ?? participant.Left?.AcceptedAt) is not { } acceptedAt) return null;
        return new MembershipItem(
            participant.Membership is null ? "withdrawn" : "active",
            programme.Zone.Local(acceptedAt),
            IbanOf(participant),
            [.. programme.Periods.Select(period => Of(programme, period, accountId, participant))],
            [.. participant.Instruments.Select(held => Of(programme, participant, held))]);
    }

    public static InstrumentItem Of(Programme programme, Participant participant, HeldInstrument held)
    {
        var face = held.Face.Reveal() ?? new CardFace("other", "", "", "");
        DateTimeOffset? countsFrom = held.Days().CountsFrom(participant.Membership?.AcceptedOn) is { } day ? programme.Zone.BeginningOf(day) : null;
        return new InstrumentItem(
            held.Id, StateOf(held.Standing), held.Reason, face.Brand, face.LastFour, face.Expiry, face.Nickname, held.ActivatedOn, countsFrom, held.DeactivatedOn);
    }

    private static string StateOf(InstrumentStanding standing) => standing switch
    {
        InstrumentStanding.Refused => "refused",
        InstrumentStanding.Received => "received",
        _ => "confirmed", // One that was removed says so by its deactivatedOn.
    };

    public static IbanItem? IbanOf(Participant participant) =>
        Iban.TryParse(participant.Account?.Reveal()?.Iban, out var iban) ? new IbanItem(iban.Masked, "confirmed") : null;

    private MembershipPeriodItem Of(Programme programme, ProgrammePeriod period, string accountId, Participant participant)
    {
        var totals = participant.Find(period);
        var settled = totals?.Settlement;
        var rank = rankings.Of(programme, period, accountId, participant);
        var payment = PaymentOf(settled);
        return new MembershipPeriodItem(
            period.Id, totals?.Count ?? 0, period.MinimumCount, totals?.RewardMinor ?? 0, Math.Min(totals?.RewardMinor ?? 0, period.PeriodCapMinor),
            PeriodWords.Of(host, programme, period, clock.GetUtcNow()), AfterCut.DueMinor(host, programme, period, settled), settled is { PayoutId: not null } paid ? paid.PaidMinor : null,
            rank.Place, rank.People, PrizeItem.Of(period), rank.CountAtLastPrizePlace, settled?.PrizeMinor, payment, payment == Failed ? settled!.FailedReason : null);
    }

    private static string? PaymentOf(Settlement? settled) => settled switch
    {
        { ExecutedOn: not null } => "executed",
        { PayoutId: not null } => "ordered",
        { Failed: not null } => Failed,
        _ => null,
    };
}
