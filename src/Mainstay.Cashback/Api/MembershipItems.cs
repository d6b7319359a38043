using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Api;

/// <param name="Masked">What may be shown of it.</param>
/// <param name="State">confirmed: payouts go there.</param>
internal sealed record IbanItem(string Masked, string State);

/// <summary>
/// rewardBeforeCapMinor: The sum of the rewards. rewardMinor: The same within the period's cap. state: upcoming, open, grace or closed. dueMinor: What
/// is due; null until the period is closed. paidMinor: What was ordered to be paid; null while owed.
/// </summary>
internal sealed record MembershipPeriodItem(
    string Period, int Count, int MinimumCount, long RewardBeforeCapMinor, long RewardMinor, string State, long? DueMinor, long? PaidMinor);

/// <summary>
/// state: confirmed; refused when the card went to somebody else before it was confirmed. circuit: visa, mastercard, american-express, maestro, jcb,
/// unionpay, diners, discover or other. countsFrom: The instant from which purchases count; null while no terms are accepted.
/// </summary>
internal sealed record InstrumentItem(
    string InstrumentId, string State, string Circuit, string LastFour, string Expiry, string Nickname, DateOnly ActivatedOn, DateTimeOffset? CountsFrom, DateOnly? DeactivatedOn);

internal sealed record MembershipItem(
    string State, DateTimeOffset AcceptedTermsAt, IbanItem? Iban, IReadOnlyList<MembershipPeriodItem> Periods, IReadOnlyList<InstrumentItem> Instruments);

/// <summary>A participant as the API shows it to themselves.</summary>
internal static class MembershipItems
{
    public static MembershipItem Of(EntityHost host, Programme programme, Participant participant, DateTimeOffset now) => new(
        "active",
        programme.Zone.Local(participant.Membership!.AcceptedAt),
        IbanOf(participant),
        [.. programme.Periods.Select(period => Of(period, participant.Find(period), PeriodWords.Of(host, programme, period, now)))],
        [.. participant.Instruments.Select(held => Of(programme, participant, held))]);

    public static InstrumentItem Of(Programme programme, Participant participant, HeldInstrument held)
    {
        var face = held.Face.Reveal() ?? new CardFace("other", "", "", "");
        DateTimeOffset? countsFrom = held.Days().CountsFrom(participant.Membership?.AcceptedOn) is { } day ? programme.Zone.BeginningOf(day) : null;
        return new InstrumentItem(
            held.Id, held.IsLost ? "refused" : "confirmed", face.Brand, face.LastFour, face.Expiry, face.Nickname, held.ActivatedOn, countsFrom, held.DeactivatedOn);
    }

    public static IbanItem? IbanOf(Participant participant) =>
        Iban.TryParse(participant.Account?.Reveal()?.Iban, out var iban) ? new IbanItem(iban.Masked, "confirmed") : null;

    private static MembershipPeriodItem Of(ProgrammePeriod period, PeriodTotals? totals, string state) => new(
        period.Id, totals?.Count ?? 0, period.MinimumCount, totals?.RewardMinor ?? 0, Math.Min(totals?.RewardMinor ?? 0, period.PeriodCapMinor), state,
        totals?.Settlement?.DueMinor, totals?.Settlement is { PayoutId: not null } paid ? paid.PaidMinor : null);
}
