using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Simulation;

/// <summary>What holds in any week, whatever happens in it. A failure prints the seed.</summary>
public sealed class WeekTests
{
    private const int Weeks = 1_000;

    /// <summary>Weeks from seeds. A failure prints its seed; it then belongs below.</summary>
    [Fact]
    public void Any_week() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Check(WeekPromises.Broken(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(Weeks));

    /// <summary>38351717: a wait of less than a timer can count once went round for ever. 748423968, 602: two presses of the button at the same uptime of two boots had one name. 588418039: the week ends while a portion is in flight, which may have dropped. 1532050208: a meal that was cut off before midnight went on after it, past the maximum of its date.</summary>
    [Theory]
    [InlineData(38_351_717)]
    [InlineData(748_423_968)]
    [InlineData(602)]
    [InlineData(588_418_039)]
    [InlineData(1_532_050_208)]
    public void A_week_that_once_went_wrong(int seed) => Check(WeekPromises.Broken(seed));

    /// <summary>As many weeks as MAINSTAY_WEEKS says, from the seed in MAINSTAY_FIRST_SEED on: for a night. Without it the first ten, so that a night's command is known to work.</summary>
    [Fact]
    public void Many_weeks()
    {
        var weeks = Number("MAINSTAY_WEEKS", 10);
        var first = Number("MAINSTAY_FIRST_SEED", 1);
        var broken = Enumerable.Range(first, weeks).Select(WeekPromises.Broken).Where(found => found.Length > 0).Take(3);
        Check(string.Join("\n\n", broken));
    }

    /// <summary>What a drill does, with a hundred instead of thousands.</summary>
    [Fact]
    public void Many_feeders_live_in_one_process_on_one_thread()
    {
        var time = new SimulatedTime(At("2026-03-25T00:00:00Z"));
        var homes = Enumerable.Range(0, 100).Select(_ => new SimulatedHome(time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero }).ToList();
        foreach (var home in homes)
        {
            home.PowerOn();
            home.Feeder!.Adopt(PlanDocument.Of(Two).ToUtf8());
        }

        time.Advance(Duration.FromDays(7));

        Assert.All(homes, home => Assert.Equal((21, 14), (home.Body.Dropped, home.Feeder!.Unreported(100).Count)));
    }

    private static void Check(string broken) => Assert.True(broken.Length == 0, broken);

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
