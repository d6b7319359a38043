using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederProtocol;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Ledger;

/// <summary>What a feeder keeps for a server that it may never have.</summary>
public sealed class FeederLedgerTests
{
    private const int TooMany = 3;
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Of_more_reports_than_are_kept_the_oldest_wait_no_longer_and_go_with_what_was_reported()
    {
        using (var ledger = Filled(FeederLedger.MostUnreported + TooMany))
        {
            ledger.KeepTime(Known(Tuesday("09:00")));

            var waiting = ledger.View.Entries.Values.Where(entry => entry.IsUnreported).Select(entry => entry.Due).Order().ToList();
            Assert.Equal(FeederLedger.MostUnreported, waiting.Count);
            Assert.Equal(DueOf(TooMany), waiting[0]);
        }

        using var again = Open();
        Assert.Equal(FeederLedger.MostUnreported, again.View.Entries.Values.Count(entry => entry.IsUnreported));
        Assert.Null(again.View.Find(IdOf(0)));
    }

    [Fact]
    public void As_many_as_are_kept_all_wait_whatever_the_clock_says()
    {
        using var ledger = Filled(FeederLedger.MostUnreported);

        ledger.KeepTime(Known(Tuesday("09:00") + Duration.FromDays(10_000)));

        Assert.Equal(FeederLedger.MostUnreported, ledger.View.Entries.Values.Count(entry => entry.IsUnreported));
    }

    [Fact]
    public void Of_more_results_than_are_kept_the_oldest_wait_no_longer()
    {
        using var ledger = Open();
        for (var i = 0; i < FeederLedger.MostUnreported + TooMany; i++)
            ledger.Write(Known(Tuesday("08:00")), new CommandRecord($"c{i}", Tuesday("00:00") + Duration.FromSeconds(i), 2, CommandState.Failed, "busy"));

        ledger.KeepTime(Known(Tuesday("09:00")));

        Assert.Equal(FeederLedger.MostUnreported, ledger.Commands.Values.Count(command => !command.IsReported));
        Assert.True(ledger.Commands["c0"].IsReported);
    }

    private FeederLedger Filled(int meals)
    {
        var ledger = Open();
        ledger.Write(Known(Tuesday("08:00")), [.. Enumerable.Range(0, meals).Select(number => Line(IdOf(number), MealState.Done, given: 2, due: DueOf(number)) with { EndedAt = DueOf(number) })]);
        return ledger;
    }

    private FeederLedger Open() => new(new MemoryLedgerStore(_disk));

    private static string IdOf(int number) => $"morning/{number}";

    private static Instant DueOf(int number) => Tuesday("08:00") - Duration.FromHours(3 * (FeederLedger.MostUnreported + TooMany - number));

    private static ClockRecord Known(Instant now) => new("b", Duration.Zero, now, IsKnown: true, Duration.Zero, now);
}
