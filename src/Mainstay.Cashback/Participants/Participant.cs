using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>One person in one programme: membership, account, instruments, purchases, and what each period comes to.</summary>
internal sealed record Participant(
    Membership? Membership,
    Sealed<BankAccount>? Account,
    ImmutableArray<HeldInstrument> Instruments,
    ImmutableArray<PeriodTotals> Periods,
    PurchaseSet Purchases)
{
    /// <summary>The refusal of an instrument whose claim was given back meanwhile: claim it anew.</summary>
    public const string GivenBack = "instrument-given-back";

    public static readonly Participant Empty = new(null, null, [], [], PurchaseSet.Empty);

    public static readonly EntityType<Participant, ParticipantCommand, ParticipantEvent> Type = new("participant")
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = ParticipantMail.React,
        Receive = Receive,
        Json = static options => new ParticipantJson(options),
        StateVersion = 2, // 1 stored the purchases in an order that depended on when they had last been read.
    };

    public HeldInstrument? Find(string instrumentId) => Instruments.FirstOrDefault(instrument => instrument.Id == instrumentId);

    /// <summary>
    /// The last day on which an account may be given: one on file may be changed until some days after the last period, a first one for as long as the
    /// programme pays at all; null: always.
    /// </summary>
    public DateOnly? IbanUntil(Programme programme) =>
        Account is null ? programme.Iban.FirstUntil : programme.Periods[^1].End.AddDays(programme.Iban.ChangeDaysAfterPeriodEnd);

    public PeriodTotals? Find(ProgrammePeriod period) => TotalsOf(period.Id);

    private PeriodTotals? TotalsOf(string period) => Periods.FirstOrDefault(totals => totals.Period == period);

    private static Decision<ParticipantEvent> Decide(Participant participant, ParticipantCommand command, Context context) => command switch
    {
        ParticipantCommand.Join join => DecideJoin(participant, join, context),
        ParticipantCommand.SetIban set => DecideSetIban(participant, set, context),
        ParticipantCommand.AddInstrument add => DecideAdd(participant, add, context),
        ParticipantCommand.RemoveInstrument remove => DecideRemove(participant, remove, context),
        ParticipantCommand.TakeRow take => DecideTake(participant, take, context),
        ParticipantCommand.SettlePeriod settle => DecideSettle(participant, settle),
        ParticipantCommand.OrderPayment order => DecideOrder(participant, order),
        ParticipantCommand.LoseTaxId lose => lose.TaxIdKey == participant.Membership?.TaxIdKey ? new ParticipantEvent.TaxIdLost() : Decision<ParticipantEvent>.Nothing,
        ParticipantCommand.LoseInstrument lose => participant.Find(lose.InstrumentId) is { IsLost: false } // Also one that was taken out since: it never was theirs.
            ? new ParticipantEvent.InstrumentLost(lose.InstrumentId)
            : Decision<ParticipantEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Participant Apply(Participant participant, ParticipantEvent stored) => stored switch
    {
        ParticipantEvent.Joined joined => participant with { Membership = new Membership(joined.AcceptedAt, joined.AcceptedOn, joined.Terms, joined.Identity, joined.TaxIdKey) },
        ParticipantEvent.TaxIdLost => participant with { Membership = null },
        ParticipantEvent.IbanSet set => participant with { Account = set.Account },
        ParticipantEvent.InstrumentAdded added => participant with { Instruments = participant.Instruments.Add(new HeldInstrument(added.InstrumentId, added.Key, added.Face, added.ActivatedOn)) },
        ParticipantEvent.InstrumentRemoved removed => participant.With(removed.InstrumentId, held => held with { DeactivatedOn = removed.DeactivatedOn }),
        ParticipantEvent.InstrumentLost lost => participant.With(lost.InstrumentId, held => held with { IsLost = true }),
        ParticipantEvent.PurchaseTaken taken => participant.Taking(taken),
        ParticipantEvent.ReversalTaken taken => participant with { Purchases = participant.Purchases.Add(taken.Row.Key(), new TakenRow(AcquirerFiles.RowSource.Of(taken.FileId, taken.FileRow), RowOutcome.Waiting)) },
        ParticipantEvent.PeriodSettled settled => participant.With(settled.Period, totals => totals with { Settlement = new Settlement(settled.DueMinor) }),
        ParticipantEvent.OrderedPayment ordered => participant.With(ordered.Period, totals => totals with { Settlement = totals.Settlement! with { PayoutId = ordered.PayoutId, PaidMinor = ordered.AmountMinor } }),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static ParticipantCommand Receive(Letter letter) => letter switch
    {
        TaxIdTaken taken => new ParticipantCommand.LoseTaxId(taken.TaxIdKey),
        InstrumentTaken taken => new ParticipantCommand.LoseInstrument(taken.InstrumentId),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    // A second time with the same tax id changes nothing; a membership's data are facts of the day it began.
    private static Decision<ParticipantEvent> DecideJoin(Participant participant, ParticipantCommand.Join join, Context context)
    {
        if (participant.Membership is { } member) return member.TaxIdKey == join.TaxIdKey ? Decision<ParticipantEvent>.Nothing : Refusal.Of("already-member");
        var today = join.Programme.Zone.DateOf(context.At);
        if (!Age.IsReached(join.Programme, join.BirthDate, today)) return Refusal.Of("too-young", "birthDate");
        return new ParticipantEvent.Joined(join.Programme.Terms, context.At, today, join.Identity, join.TaxIdKey);
    }

    private static Decision<ParticipantEvent> DecideSetIban(Participant participant, ParticipantCommand.SetIban set, Context context)
    {
        if (set.Programme.Zone.DateOf(context.At) > participant.IbanUntil(set.Programme)) return Refusal.Of("iban-deadline-passed", "iban");
        return new ParticipantEvent.IbanSet(set.Account);
    }

    // An id names one claim for ever: asked twice at once and taken out in between, the second may still bring the id of the first.
    private static Decision<ParticipantEvent> DecideAdd(Participant participant, ParticipantCommand.AddInstrument add, Context context)
    {
        if (participant.Instruments.Any(held => held.Key == add.Key && held.IsActive)) return Decision<ParticipantEvent>.Nothing;
        if (participant.Find(add.InstrumentId) is not null) return Refusal.Of(GivenBack);
        return new ParticipantEvent.InstrumentAdded(add.InstrumentId, add.Key, add.Face, add.Programme.Zone.DateOf(context.At));
    }

    private static Decision<ParticipantEvent> DecideRemove(Participant participant, ParticipantCommand.RemoveInstrument remove, Context context)
    {
        if (participant.Find(remove.InstrumentId) is not { } held) return Refusal.Of("not-found");
        if (!held.IsActive) return Decision<ParticipantEvent>.Nothing;
        return new ParticipantEvent.InstrumentRemoved(held.Id, held.Key, remove.Programme.Zone.DateOf(context.At));
    }

    private static Decision<ParticipantEvent> DecideTake(Participant participant, ParticipantCommand.TakeRow take, Context context)
    {
        if (participant.Purchases.TryGet(take.Key, out _) || participant.Find(take.InstrumentId) is not { IsLost: false } held) return Decision<ParticipantEvent>.Nothing;
        if (take.Row.IsReversal) return new ParticipantEvent.ReversalTaken(take.FileId, take.FileRow, held.Id, take.Row);
        var judged = Counting.Counting.Judge(take.Programme, take.Row, held.Days(), participant.Membership?.AcceptedOn, context.At, participant.IsSettled);
        var before = judged.Period is { } period ? participant.TotalsOf(period)?.RewardMinor ?? 0 : 0;
        var cap = judged.Period is null ? 0 : take.Programme.Find(judged.Period)!.PeriodCapMinor;
        return new ParticipantEvent.PurchaseTaken(
            take.FileId, take.FileRow, held.Id, take.Row, RowOutcomes.OfReason(judged.Reason), judged.Period, judged.RewardMinor,
            Reward.WithinCap(before, judged.RewardMinor, cap), Math.Min(checked(before + judged.RewardMinor), cap));
    }

    private static Decision<ParticipantEvent> DecideSettle(Participant participant, ParticipantCommand.SettlePeriod settle)
    {
        if (participant.TotalsOf(settle.Period) is not { Settlement: null } totals) return Decision<ParticipantEvent>.Nothing;
        var period = settle.Programme.Find(settle.Period)!;
        var due = totals.Count >= period.MinimumCount ? Math.Min(totals.RewardMinor, period.PeriodCapMinor) : 0;
        return new ParticipantEvent.PeriodSettled(settle.Period, totals.Count, totals.RewardMinor, due, participant.Account is not null);
    }

    private static Decision<ParticipantEvent> DecideOrder(Participant participant, ParticipantCommand.OrderPayment order)
    {
        if (participant.Account is not { } account || participant.TotalsOf(order.Period.Id)?.Settlement is not { PayoutId: null } owed) return Decision<ParticipantEvent>.Nothing;
        var amount = Reward.Cut(owed.DueMinor, order.TotalDueMinor, order.Period.BudgetMinor);
        if (amount == 0) return Decision<ParticipantEvent>.Nothing;
        return new ParticipantEvent.OrderedPayment(
            order.Period.Id, order.PayoutId, order.OrderId, amount, order.Programme.Currency.Code, account, $"{order.Programme.Remittance} {order.Period.Id}");
    }

    private bool IsSettled(string period) => TotalsOf(period)?.Settlement is not null;

    private Participant Taking(ParticipantEvent.PurchaseTaken taken)
    {
        var purchases = Purchases.Add(taken.Row.Key(), new TakenRow(AcquirerFiles.RowSource.Of(taken.FileId, taken.FileRow), taken.Outcome));
        if (taken.Outcome != RowOutcome.Counted) return this with { Purchases = purchases };
        var totals = TotalsOf(taken.Period!) ?? new PeriodTotals(taken.Period!, 0, 0, taken.Row.At);
        var grown = totals with
        {
            Count = checked(totals.Count + 1),
            RewardMinor = checked(totals.RewardMinor + taken.RewardMinor),
            LastPurchaseAt = taken.Row.At > totals.LastPurchaseAt ? taken.Row.At : totals.LastPurchaseAt,
        };
        return this with { Purchases = purchases, Periods = Periods.Contains(totals) ? Periods.Replace(totals, grown) : Periods.Add(grown) };
    }

    private Participant With(string period, Func<PeriodTotals, PeriodTotals> change) =>
        TotalsOf(period) is { } totals ? this with { Periods = Periods.Replace(totals, change(totals)) } : this;

    private Participant With(string instrumentId, Func<HeldInstrument, HeldInstrument> change) =>
        Find(instrumentId) is { } held ? this with { Instruments = Instruments.Replace(held, change(held)) } : this;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Participant))]
[JsonSerializable(typeof(ParticipantEvent))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(BankAccount))]
[JsonSerializable(typeof(CardFace))]
internal sealed partial class ParticipantJson : JsonSerializerContext;
