using Mainstay.Banking.Orders;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.People.Handles;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Cashback;

namespace Mainstay.Tests.Simulation.Faults;

/// <summary>One entity type decides by other rules than the module's.</summary>
/// <param name="change">Makes the other rules of the right ones.</param>
internal sealed class OtherRules<TState, TCommand, TEvent>(Func<Func<TState, TCommand, Context, Decision<TEvent>>, Func<TState, TCommand, Context, Decision<TEvent>>> change) : Fault
    where TState : class
    where TCommand : class
    where TEvent : class
{
    public override EntityType OnType(EntityType type) => type is EntityType<TState, TCommand, TEvent> own ? Simulated.With(own, change(own.Decide)) : type;
}

/// <summary>Modules with one check left out each.</summary>
internal static class ModuleFaults
{
    public static Fault HandleGivenTwice => new OtherRules<HandleClaim, HandleCommand, HandleEvent>(right => (claim, command, context) =>
        right(command is HandleCommand.Claim ? HandleClaim.Empty : claim, command, context));

    public static Fault LastAdministratorGoes => new OtherRules<Administration, AdministrationCommand, AdministrationEvent>(right => (state, command, context) =>
        command is AdministrationCommand.Withdraw withdraw && state.AccountIds.Contains(withdraw.AccountId, StringComparer.Ordinal)
            ? new AdministrationEvent.Withdrawn(withdraw.AccountId, context.Actor)
            : right(state, command, context));

    public static Fault ClosedAccountLetsIn => new OtherRules<Account, AccountCommand, AccountEvent>(right => (account, command, context) =>
        right(command is AccountCommand.StartSession ? account with { End = null, PasswordVersion = ((AccountCommand.StartSession)command).PasswordVersion } : account, command, context));

    public static Fault TaxIdGivenTwice => new OtherRules<TaxId, TaxIdCommand, TaxIdEvent>(right => (taxId, command, context) =>
        right(command is TaxIdCommand.Claim ? TaxId.Type.Empty : taxId, command, context));

    public static Fault CardGivenTwice => new OtherRules<Instrument, InstrumentCommand, InstrumentEvent>(right => (card, command, context) =>
        right(command is InstrumentCommand.Hold ? Instrument.Type.Empty : card, command, context));

    public static Fault RowsTakenTwice => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
        right(command is ParticipantCommand.TakeRow ? participant with { Purchases = PurchaseSet.Empty } : participant, command, context));

    public static Fault HalvesRoundedUp => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
    {
        var decision = right(participant, command, context);
        return decision.Events is [ParticipantEvent.PurchaseTaken { Outcome: RowOutcome.Counted } taken] ? taken with { RewardMinor = RoundedUp(taken) } : decision;
    });

    public static Fault PaidTwice => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
        right(command is ParticipantCommand.OrderPayment ? Unpaid(participant) : participant, command, context));

    /// <summary>A purchase that comes after its reversal is not brought together with it.</summary>
    public static Fault ReversalsOnlyLookBack => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
    {
        var decision = right(participant, command, context);
        return decision.Events is [ParticipantEvent.PurchaseTaken taken, ParticipantEvent.ReversalsMatched] ? taken : decision;
    });

    /// <summary>The whole reward of what goes back is taken back, also where it had earned less.</summary>
    public static Fault ReversalsTakeMoreThanWasEarned => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
    {
        var decision = right(participant, command, context);
        return decision.Events is [var taken, ParticipantEvent.ReversalsMatched matched] && matched.Reversals.Any(reversal => reversal.RewardMinor < 0)
            ? new[] { taken, matched with { RewardMinor = matched.RewardMinor - 1 } }
            : decision;
    });

    public static Fault LeavingForfeitsNothing => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
    {
        var decision = right(participant, command, context);
        return decision.Events is [ParticipantEvent.Withdrawn left] ? left with { Forfeited = [] } : decision;
    });

    public static Fault LateAccountsHoldForAll => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
    {
        var decision = right(participant, command, context);
        return decision.Events is [ParticipantEvent.IbanSet set] ? set with { HeldThrough = null } : decision;
    });

    public static Fault PrizeForEverybody => new OtherRules<Participant, ParticipantCommand, ParticipantEvent>(right => (participant, command, context) =>
        right(participant, command is ParticipantCommand.SettlePeriod { LastPrizePlace: { } last } settle ? settle with { LastPrizePlace = last with { Count = 0 } } : command, context));

    public static Fault TheBankMayThinkAgain => new OtherRules<PaymentOrder, PaymentOrderCommand, PaymentOrderEvent>(right => (order, command, context) =>
        right(command is PaymentOrderCommand.RecordExecution && order.Exists ? order with { State = PaymentOrderState.Ordered } : order, command, context));

    public static Fault RowsSaidTwice => new OtherRules<AcquirerFile, AcquirerFileCommand, AcquirerFileEvent>(right => (file, command, context) =>
        right(file, command is AcquirerFileCommand.Process process ? process with { Rows = [.. process.Rows, .. process.Rows] } : command, context));

    public static Fault StepsSettledTwice => new OtherRules<Period, PeriodCommand, PeriodEvent>(right => (period, command, context) =>
        right(period, command is PeriodCommand.Settle settle ? settle with { After = period.Through } : command, context));

    public static Fault StepsPaidTwice => new OtherRules<Period, PeriodCommand, PeriodEvent>(right => (period, command, context) =>
        right(period, command is PeriodCommand.Order order ? order with { After = period.Paying?.Through } : command, context));

    private static long RoundedUp(ParticipantEvent.PurchaseTaken taken)
    {
        var period = ShortProgramme.Rules.Find(taken.Period!)!;
        return (long)Math.Round(Math.Min(taken.Row.AmountMinor, period.PurchaseCapMinor) * period.RateBasisPoints / 10_000m, MidpointRounding.AwayFromZero);
    }

    private static Participant Unpaid(Participant participant) => participant with
    {
        Periods = [.. participant.Periods.Select(totals => totals with { Settlement = totals.Settlement is { } settled ? settled with { PayoutId = null } : null })],
    };
}
