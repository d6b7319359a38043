using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Wifi;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Hosting;

/// <summary>What a reset takes away, and what it leaves.</summary>
public sealed class FeederResetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string LedgerPath => Path.Combine(_folder.Path, "ledger.db");

    private string KeyPath => Path.Combine(_folder.Path, DeviceKey.FileName);

    public FeederResetTests()
    {
        DeviceKey.OpenOrCreate(KeyPath).Dispose();
        using var ledger = new FeederLedger(SqliteLedgerStore.Open(LedgerPath));
        var time = new ClockRecord("b", Duration.Zero, Tuesday("07:31"), IsKnown: true, Duration.Zero, null);
        ledger.Adopt(time, Two.Owed());
        ledger.Write(time, Line("morning/2026-03-10", MealState.Done, given: 2));
        ledger.Set("pin", "x");
    }

    [Fact]
    public void A_reset_keeps_the_plan_and_what_was_given()
    {
        FeederReset.Run(_folder.Path, everything: false);

        using var ledger = new FeederLedger(SqliteLedgerStore.Open(LedgerPath));
        Assert.Empty(ledger.Settings);
        Assert.False(File.Exists(KeyPath));
        Assert.Equal((2, 1L, Tuesday("07:31")), (ledger.View.Find("morning/2026-03-10")!.Given, ledger.Plan.Plan.Version, ledger.Clock!.Time));
    }

    [Fact]
    public void A_reset_of_everything_leaves_nothing()
    {
        new WifiRecord(null, new WifiOutcome("41", null, IsBack: false, Tuesday("07:31"))).Write(_folder.Path);

        FeederReset.Run(_folder.Path, everything: true);

        Assert.Null(WifiRecord.Read(_folder.Path).Last);
        using var ledger = new FeederLedger(SqliteLedgerStore.Open(LedgerPath));
        Assert.Equal((0, 0, 0L), (ledger.Settings.Count, ledger.View.Entries.Count, ledger.Plan.Plan.Version));
    }

    [Fact]
    public void While_the_program_runs_nothing_is_taken_away()
    {
        using var held = DataFolder.Take(_folder.Path);

        Assert.True(DataFolder.IsTaken(Assert.ThrowsAny<IOException>(() => FeederReset.Run(_folder.Path, everything: true))));
        Assert.True(File.Exists(KeyPath));
    }

    public void Dispose() => _folder.Dispose();
}
