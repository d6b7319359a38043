using Mainstay.Cashback.Programmes;
using NodaTime;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>A programme whose periods are over within days, with figures that make each rule bite: caps, a minimum, a budget, a prize, and rates that leave halves.</summary>
internal static class ShortProgramme
{
    public const string Circuit = "01";
    public const long MinimumAmount = 100;

    public static readonly Programme Rules = new()
    {
        Id = "short",
        Name = Text("Short"),
        Summary = Text("Short"),
        Remittance = "Short",
        Zone = new ProgrammeZone(DateTimeZoneProviders.Tzdb["Europe/Rome"]),
        Currency = ProgrammeCurrency.Find("EUR")!,
        Terms = "1",
        Identity = IdentityKind.ItalianFiscalCode,
        MinimumAge = 18,
        Circuits = [new ProgrammeCircuit(Circuit, Text("Circuit"))],
        Conditions = [new Condition.Channel(Text("Shops"), ["01"]), new Condition.MinimumAmount(Text("Not less"), MinimumAmount)],
        Iban = new IbanDeadlines(ChangeDaysAfterPeriodEnd: 2, FirstUntil: null),
        Periods =
        [
            new ProgrammePeriod("first", Text("First"), Day(4), Day(6), GraceDays: 1, MinimumCount: 2, RateBasisPoints: 1000, PurchaseCapMinor: 15_000, PeriodCapMinor: 2_000, BudgetMinor: null),
            new ProgrammePeriod("second", Text("Second"), Day(7), Day(10), GraceDays: 1, MinimumCount: 1, RateBasisPoints: 1050, PurchaseCapMinor: 9_990, PeriodCapMinor: 100_000, BudgetMinor: 1_500),
            new ProgrammePeriod("third", Text("Third"), Day(11), Day(30), GraceDays: 0, MinimumCount: 1, RateBasisPoints: 500, PurchaseCapMinor: 20_000, PeriodCapMinor: 1_500, BudgetMinor: null, new Prize(AmountMinor: 700, Places: 1)),
        ],
    };

    /// <summary>Every period can be closed.</summary>
    public static DateTimeOffset Over => Rules.Zone.BeginningOf(Rules.Periods[^1].GraceEnd.AddDays(1));

    public static DateOnly DayOf(DateTimeOffset instant) => Rules.Zone.DateOf(instant);

    private static DateOnly Day(int day) => new(2021, 10, day);

    private static LocalisedText Text(string text) => new(text, text, text);
}
