using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Meals;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Meals;

/// <summary>A portion was in flight when the power went. The best evidence there is decides; without any, the owner's rule.</summary>
public sealed class InterruptionTests
{
    private static readonly Entry s_open = Line("morning/2026-03-10", MealState.Started, given: 1, asked: 3) with { InFlight = true };

    [Theory]
    [InlineData(7L, 8L, nameof(WheelPosition.AtPlace), 100.0, 100.0, 2, 0)] // The counter knows, whatever the bowl says.
    [InlineData(7L, 7L, nameof(WheelPosition.AtPlace), 100.0, 110.0, 1, 0)]
    [InlineData(null, 8L, nameof(WheelPosition.Between), 100.0, 110.0, 1, 0)] // Half a turn: the rest of it is this portion.
    [InlineData(null, null, nameof(WheelPosition.AtPlace), 100.0, 110.0, 2, 0)] // The bowl got heavier.
    [InlineData(null, null, nameof(WheelPosition.AtPlace), 100.0, 100.0, 1, 1)] // It may have been eaten.
    [InlineData(null, null, nameof(WheelPosition.AtPlace), null, 110.0, 1, 1)]
    [InlineData(null, null, nameof(WheelPosition.Unknown), null, null, 1, 1)]
    public void The_evidence_decides(long? counterBefore, long? counter, string wheel, double? bowlBefore, double? bowl, int given, int doubtful)
    {
        var settled = Interruption.Settle(s_open with { CounterBefore = counterBefore, BowlBefore = bowlBefore }, new Evidence(counter, Enum.Parse<WheelPosition>(wheel), bowl), InterruptedPolicy.Leave, gramsPerPortion: 10);

        Assert.Equal((given, doubtful, false), (settled.Given, settled.Doubtful, settled.InFlight));
    }

    [Fact]
    public void Without_evidence_and_with_the_rule_to_finish_the_portion_is_given()
    {
        var settled = Interruption.Settle(s_open, new Evidence(null, WheelPosition.Unknown, null), InterruptedPolicy.Finish, gramsPerPortion: 10);

        Assert.Equal((1, 0), (settled.Given, settled.Doubtful));
    }
}
