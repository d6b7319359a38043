using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;

namespace Mainstay.Cashback.Pages;

/// <summary>A programme as one person sees it at one moment.</summary>
public sealed class OwnProgramme
{
    internal OwnProgramme(Programme rules, ParticipantKey key, Participant participant, DateTimeOffset now, IReadOnlyList<OwnPeriod> periods)
    {
        (Rules, Key, Participant, Periods) = (rules, key, participant, periods);
        Today = rules.Zone.DateOf(now);
    }

    public string Id => Rules.Id;

    public string Name => Rules.Name.In(Language.Current.Code);

    public DateOnly Today { get; }

    public bool IsMember => Participant.Membership is not null;

    public bool HasCard => Participant.Instruments.Any(held => held.IsActive);

    public bool HasIban => Participant.Account is not null;

    /// <summary>Joined, with a card and an account.</summary>
    public bool IsComplete => IsMember && HasCard && HasIban;

    /// <summary>Nothing that is bought from now on can count any more.</summary>
    public bool IsOver => Today > Rules.Periods[^1].End;

    /// <summary>What leaving now would forfeit: all that came together and was not ordered to be paid.</summary>
    public long AtStakeMinor => Periods.Where(period => period.PaidMinor is null).Sum(period => period.IsClosed ? period.DueMinor : period.RewardMinor);

    /// <summary>A payment did not reach the person, who has to give an account again.</summary>
    public bool NeedsAccount => Participant.NeedsAccount;

    /// <summary>The day from which purchases count with a card that is added today.</summary>
    public DateOnly NewCardCountsFrom => new InstrumentDays(Today, null).CountsFrom(Participant.Membership?.AcceptedOn ?? Today)!.Value;

    /// <summary>The last day on which an account may be given or changed; null: always.</summary>
    public DateOnly? IbanUntil => Participant.IbanUntil(Rules);

    /// <summary>Periods that go on being paid to the account that was on file at their deadline, whichever is given now.</summary>
    public IEnumerable<OwnPeriod> PaidAsBefore => Periods.Where(period => SettlementRules.IsHeld(Participant, Rules, period.Rules, Today));

    /// <summary>To which account one of them is paid, and until when that could be changed.</summary>
    public string PaidAsBeforeText(OwnPeriod period) => Words.T["iban.asBefore", period.Name, IbanDesk.ShownFor(Participant, period.Rules), Format.Date(Rules.Iban.LastDayFor(period.Rules))];

    public bool IsIbanOpen => IbanUntil is not { } until || Today <= until;

    /// <summary>The period that runs; else the latest that has begun; else the first.</summary>
    internal OwnPeriod Present =>
        Periods.FirstOrDefault(period => period.Rules.Contains(Today)) ?? Periods.LastOrDefault(period => period.Rules.Start <= Today) ?? Periods[0];

    internal Programme Rules { get; }

    internal ParticipantKey Key { get; }

    internal Participant Participant { get; }

    /// <summary>In order of time.</summary>
    internal IReadOnlyList<OwnPeriod> Periods { get; }

    internal OwnPeriod? Find(string? period) => Periods.FirstOrDefault(one => one.Rules.Id == period);

    /// <summary>An amount in the programme's currency.</summary>
    public string Write(long amountMinor) => Format.Money(amountMinor, Rules.Currency.Code);

    /// <summary>From when a card counts, in words: "tomorrow, 9 December, 00:00".</summary>
    public string From(DateOnly day) => Days.From(day, Today);

    /// <summary>The circuits that count: "PagoBANCOMAT, Visa, Mastercard".</summary>
    public string Circuits() => string.Join(", ", Rules.Circuits.Select(circuit => circuit.Name.In(Language.Current.Code)));

    /// <summary>Which purchases count, in the programme's words.</summary>
    public IEnumerable<string> Conditions() => Rules.Conditions.Select(condition => condition.Text.In(Language.Current.Code));
}
