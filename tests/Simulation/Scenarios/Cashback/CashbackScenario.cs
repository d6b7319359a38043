using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>A programme from its first member to its last payment: members and their cards, files of purchases, closings and payouts, and the orders that reach the bank.</summary>
internal sealed class CashbackScenario : IScenario
{
    private readonly Members _members;
    private readonly Intake _intake;
    private readonly Closings _closings = new();
    private readonly TheBank _bank = new();
    private readonly Intentions _intentions = new();

    /// <param name="crowd">How many people there are, beside two.</param>
    public CashbackScenario(int crowd)
    {
        _members = new Members(crowd);
        _intake = new Intake(_members);
    }

    public DateTimeOffset? End => ShortProgramme.Over;

    public IEnumerable<EntityType> Types(ProgramVersion program) =>
    [
        Simulated.As(Participant.Type, program), Simulated.As(Instrument.Type, program), Simulated.As(TaxId.Type, program), Simulated.As(FileName.Type, program),
        Simulated.As(AcquirerFile.Type, program), Simulated.As(Period.Type, program), Simulated.As(PaymentOrder.Type, program), Simulated.As(Payout.Type, program),
    ];

    public IEnumerable<Oracle> Oracles()
    {
        var books = new PlainBooks(_intake);
        return
        [
            new OneMemberPerTaxId(), new OneOwnerPerCard(), new PurchasesCountOnceAndForTheOwner(_intake), new FilesSayWhatBecameOfTheirRows(), books,
            new ClosesAddUp(books), new NobodyIsPaidTwice(), new PaidToTheAccountOfItsDeadline(), new PayoutOrdersAddUp(),
        ];
    }

    public IEnumerable<SimulatedView> Views() => [];

    // The worker that brings rows to their owners acts on what it has just seen; everybody else may take their time.
    public IAsk Next(Random random, DateTimeOffset now, JournalModel durable) =>
        (random.Next(10) < 3 ? _intake.Step(now, durable, rowsAtOnce: random.Next(1, 4), passesOver: random.Next(2) == 0) : null) ?? _intentions.Of(random, Choose(random, now, durable)) ?? _members.Next(random, durable);

    public IAsk? Last(DateTimeOffset now, JournalModel durable) => _intake.Last(now, durable) ?? _closings.Last(now, durable) ?? _bank.Last(durable) ?? Members.Last(durable);

    private IAsk? Choose(Random random, DateTimeOffset now, JournalModel durable) => random.Next(16) switch
    {
        < 7 => _members.Next(random, durable),
        < 10 => _intake.NewFile(random, now, durable),
        10 => Intake.Decision(random, durable),
        11 => TheBank.Says(random, durable),
        12 => _closings.Begin(random),
        _ => _closings.Step(random, durable),
    };
}
