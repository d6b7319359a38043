using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>
/// One person in one programme: membership, account, instruments, purchases and reversals, and what each period comes to. The rules stand beside this file, one file for each subject:
/// <see cref="MembershipRules"/>, <see cref="InstrumentRules"/>, <see cref="PurchaseRules"/>, <see cref="ReversalRules"/> and <see cref="SettlementRules"/>.
/// </summary>
/// <param name="Membership">Null before joining, and after leaving.</param>
/// <param name="Account">Where the person is paid.</param>
/// <param name="Instruments">All that are or were theirs.</param>
/// <param name="Periods">Those in which something counted.</param>
/// <param name="Purchases">Every row taken.</param>
/// <param name="Reversals">The reversals of periods that are not settled.</param>
/// <param name="Left">When the person last left the programme; null when they never did, or have joined again.</param>
/// <param name="Memberships">How often they have joined.</param>
/// <param name="Held">Accounts that another one has followed, for what ended while they were on file and may be paid yet; in order of time. Null: none.</param>
internal sealed record Participant(
    Membership? Membership,
    Sealed<BankAccount>? Account,
    ImmutableArray<HeldInstrument> Instruments,
    ImmutableArray<PeriodTotals> Periods,
    PurchaseSet Purchases,
    ImmutableArray<HeldReversal> Reversals,
    Leaving? Left = null,
    int Memberships = 0,
    ImmutableArray<HeldAccount>? Held = null)
{
    public static readonly Participant Empty = new(null, null, [], [], PurchaseSet.Empty, []);

    public static readonly EntityType<Participant, ParticipantCommand, ParticipantEvent> Type = new("participant")
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = ParticipantMail.React,
        Receive = ParticipantMail.Receive,
        Json = static options => new ParticipantJson(options),
        // 1 stored the purchases in an order that depended on when they had last been read; 2 without what a reversal is compared by; 3 without the issuer's check; 4 without the accounts held for periods.
        StateVersion = 5,
    };

    /// <summary>A payment did not reach the person, who has given no account since.</summary>
    [JsonIgnore]
    public bool NeedsAccount => Periods.Any(totals => totals.Settlement is { NeedsAccount: true });

    public HeldInstrument? Find(string instrumentId) => Instruments.FirstOrDefault(instrument => instrument.Id == instrumentId);

    public PeriodTotals? Find(ProgrammePeriod period) => TotalsOf(period.Id);

    internal PeriodTotals? TotalsOf(string period) => Periods.FirstOrDefault(totals => totals.Period == period);

    internal bool IsSettled(string period) => TotalsOf(period)?.Settlement is not null;

    internal Participant With(string period, Func<PeriodTotals, PeriodTotals> change) =>
        TotalsOf(period) is { } totals ? this with { Periods = Periods.Replace(totals, change(totals)) } : this;

    internal Participant WithInstrument(string instrumentId, Func<HeldInstrument, HeldInstrument> change) =>
        Find(instrumentId) is { } held ? this with { Instruments = Instruments.Replace(held, change(held)) } : this;

    private static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand command, Context context) => command switch
    {
        ParticipantCommand.Join join => MembershipRules.Decide(participant, join, context),
        ParticipantCommand.Withdraw withdraw => MembershipRules.Decide(participant, withdraw, context),
        ParticipantCommand.SetIban set => MembershipRules.Decide(participant, set, context),
        ParticipantCommand.LoseTaxId lose => MembershipRules.Decide(participant, lose),
        ParticipantCommand.AddInstrument add => InstrumentRules.Decide(participant, add, context),
        ParticipantCommand.RemoveInstrument remove => InstrumentRules.Decide(participant, remove, context),
        ParticipantCommand.LoseInstrument lose => InstrumentRules.Decide(participant, lose),
        ParticipantCommand.RecordCheck record => InstrumentRules.Decide(participant, record, context),
        ParticipantCommand.TakeRow take => PurchaseRules.Decide(participant, take, context),
        ParticipantCommand.DecideReversal decide => ReversalRules.Decide(participant, decide, context),
        ParticipantCommand.SettlePeriod settle => SettlementRules.Decide(participant, settle),
        ParticipantCommand.OrderPayment order => SettlementRules.Decide(participant, order),
        ParticipantCommand.RecordOutcome record => SettlementRules.Decide(participant, record),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Participant Apply(Participant participant, ParticipantEvent stored) => stored switch
    {
        ParticipantEvent.Joined joined => participant with { Membership = new Membership(joined.AcceptedAt, joined.AcceptedOn, joined.Terms, joined.Identity, joined.TaxIdKey), Left = null, Memberships = joined.Number },
        ParticipantEvent.TaxIdLost => participant with { Membership = null },
        ParticipantEvent.Withdrawn withdrawn => MembershipRules.Apply(participant, withdrawn),
        ParticipantEvent.IbanSet set => SettlementRules.WithAccount(participant, set),
        ParticipantEvent.InstrumentAdded added => participant with { Instruments = participant.Instruments.Add(HeldInstrument.Of(added)) },
        ParticipantEvent.InstrumentRemoved removed => participant.WithInstrument(removed.InstrumentId, held => held with { DeactivatedOn = removed.DeactivatedOn, Check = null }),
        ParticipantEvent.InstrumentLost lost => participant.WithInstrument(lost.InstrumentId, held => held with { IsLost = true, Check = null }),
        ParticipantEvent.InstrumentConfirmed confirmed => participant.WithInstrument(confirmed.InstrumentId, held => held with { Check = null }),
        ParticipantEvent.InstrumentRefused refused => participant.WithInstrument(refused.InstrumentId, held => held.With(refused)),
        ParticipantEvent.PurchaseTaken taken => PurchaseRules.Apply(participant, taken),
        ParticipantEvent.ReversalTaken taken => ReversalRules.Apply(participant, taken),
        ParticipantEvent.ReversalDecided decided => ReversalRules.Apply(participant, decided),
        ParticipantEvent.ReversalsMatched matched => ReversalRules.Apply(participant, matched),
        ParticipantEvent.PeriodSettled settled => SettlementRules.Apply(participant, settled),
        ParticipantEvent.OrderedPayment ordered => SettlementRules.Apply(participant, ordered),
        ParticipantEvent.PaymentExecuted executed => SettlementRules.Apply(participant, executed),
        ParticipantEvent.PaymentFailed failed => SettlementRules.Apply(participant, failed),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Participant))]
[JsonSerializable(typeof(ParticipantEvent))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(BankAccount))]
[JsonSerializable(typeof(CardFace))]
internal sealed partial class ParticipantJson : JsonSerializerContext;
