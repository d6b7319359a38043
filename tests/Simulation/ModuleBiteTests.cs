using Mainstay.Tests.Simulation.Faults;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Cashback;
using Mainstay.Tests.Simulation.Scenarios.People;

namespace Mainstay.Tests.Simulation;

/// <summary>As <see cref="BiteTests"/>, for the promises of modules: with one check left out, or mail taken twice, the oracle that watches that promise must notice by itself, and say that it is that promise.</summary>
public sealed class ModuleBiteTests(ITestOutputHelper output)
{
    private const int Commands = 250;

    public static TheoryData<string, string, int> Faults => new()
    {
        { nameof(ModuleFaults.HandleGivenTwice), nameof(OneAccountPerHandle), 10 },
        { nameof(ModuleFaults.LastAdministratorGoes), nameof(AccountsFollowTheAdministration), 10 },
        { nameof(ModuleFaults.ClosedAccountLetsIn), nameof(ClosedAccountsStayClosed), 10 },
        { nameof(ModuleFaults.TaxIdGivenTwice), nameof(OneMemberPerTaxId), 30 },
        { nameof(ModuleFaults.CardGivenTwice), nameof(OneOwnerPerCard), 10 },
        { nameof(WatermarkNotStored), nameof(OneOwnerPerCard), 30 },
        { nameof(ModuleFaults.RowsTakenTwice), nameof(PurchasesCountOnceAndForTheOwner), 30 },
        { nameof(ModuleFaults.RowsSaidTwice), nameof(FilesSayWhatBecameOfTheirRows), 10 },
        { nameof(ModuleFaults.HalvesRoundedUp), nameof(PlainBooks), 30 },
        { nameof(ModuleFaults.ReversalsOnlyLookBack), nameof(PlainBooks), 400 },
        { nameof(ModuleFaults.ReversalsTakeMoreThanWasEarned), nameof(PlainBooks), 60 },
        { nameof(ModuleFaults.LeavingForfeitsNothing), nameof(PlainBooks), 60 },
        { nameof(ModuleFaults.PrizeForEverybody), nameof(PlainBooks), 60 },
        { nameof(ModuleFaults.StepsSettledTwice), nameof(ClosesAddUp), 30 },
        { nameof(ModuleFaults.TheBankMayThinkAgain), nameof(NobodyIsPaidTwice), 60 },
        { nameof(ModuleFaults.PaidTwice), nameof(NobodyIsPaidTwice), 30 },
        { nameof(ModuleFaults.LateAccountsHoldForAll), nameof(PaidToTheAccountOfItsDeadline), 60 },
        { nameof(ModuleFaults.StepsPaidTwice), nameof(PayoutOrdersAddUp), 30 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_noticed_by_its_oracle(string fault, string oracle, int seeds)
    {
        var cast = oracle is nameof(OneAccountPerHandle) or nameof(AccountsFollowTheAdministration) or nameof(ClosedAccountsStayClosed) ? Cast.People : Cast.Cashback;
        var promise = All.Scenarios(crowd: 1, cast).SelectMany(scenario => scenario.Oracles()).Single(one => one.GetType().Name == oracle).Promise;
        for (var seed = 1; seed <= seeds; seed++)
        {
            // The books are kept by an oracle of their own, which the closes are compared with.
            var violation = SeedRun.Of(seed, Commands, Named(fault), watching: one => one.GetType().Name == oracle || (one is PlainBooks && oracle == nameof(ClosesAddUp)), cast: cast);
            if (violation?.StartsWith(promise, StringComparison.Ordinal) != true) continue;
            output.WriteLine($"seed {seed}: {violation}");
            return;
        }

        Assert.Fail($"{fault} went unnoticed for {seeds} seeds by {oracle}");
    }

    private static Fault Named(string fault) => fault switch
    {
        nameof(WatermarkNotStored) => new WatermarkNotStored(),
        nameof(ModuleFaults.HandleGivenTwice) => ModuleFaults.HandleGivenTwice,
        nameof(ModuleFaults.LastAdministratorGoes) => ModuleFaults.LastAdministratorGoes,
        nameof(ModuleFaults.ClosedAccountLetsIn) => ModuleFaults.ClosedAccountLetsIn,
        nameof(ModuleFaults.TaxIdGivenTwice) => ModuleFaults.TaxIdGivenTwice,
        nameof(ModuleFaults.CardGivenTwice) => ModuleFaults.CardGivenTwice,
        nameof(ModuleFaults.RowsTakenTwice) => ModuleFaults.RowsTakenTwice,
        nameof(ModuleFaults.RowsSaidTwice) => ModuleFaults.RowsSaidTwice,
        nameof(ModuleFaults.HalvesRoundedUp) => ModuleFaults.HalvesRoundedUp,
        nameof(ModuleFaults.ReversalsOnlyLookBack) => ModuleFaults.ReversalsOnlyLookBack,
        nameof(ModuleFaults.ReversalsTakeMoreThanWasEarned) => ModuleFaults.ReversalsTakeMoreThanWasEarned,
        nameof(ModuleFaults.LeavingForfeitsNothing) => ModuleFaults.LeavingForfeitsNothing,
        nameof(ModuleFaults.PrizeForEverybody) => ModuleFaults.PrizeForEverybody,
        nameof(ModuleFaults.TheBankMayThinkAgain) => ModuleFaults.TheBankMayThinkAgain,
        nameof(ModuleFaults.StepsSettledTwice) => ModuleFaults.StepsSettledTwice,
        nameof(ModuleFaults.PaidTwice) => ModuleFaults.PaidTwice,
        nameof(ModuleFaults.LateAccountsHoldForAll) => ModuleFaults.LateAccountsHoldForAll,
        nameof(ModuleFaults.StepsPaidTwice) => ModuleFaults.StepsPaidTwice,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };
}
