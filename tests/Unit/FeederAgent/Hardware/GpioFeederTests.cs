using System.Device.Gpio;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Hardware;

/// <summary>The motor runs from place to place, and never for longer than its longest time.</summary>
public sealed class GpioFeederTests
{
    private static readonly Wiring s_wiring = new() { MotorPin = WheelOnPins.Motor, IndexPin = WheelOnPins.Index, ButtonPin = WheelOnPins.Button, LongestTurnMs = 5000 };
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly WheelOnPins _wheel;
    private readonly GpioFeeder _feeder;

    public GpioFeederTests()
    {
        _wheel = new WheelOnPins(_time);
        _feeder = new GpioFeeder(s_wiring, _time, new GpioController(_wheel));
    }

    [Fact]
    public void A_turn_ends_at_the_next_place_with_the_motor_off()
    {
        Assert.Equal(TurnOutcome.Dropped, Turn());
        Assert.Equal((1, false, WheelPosition.AtPlace), (_wheel.Places, _wheel.IsMotorOn, _feeder.Wheel));
        Assert.Equal(TurnOutcome.Dropped, Turn());
        Assert.Equal(2, _wheel.Places);
    }

    [Fact]
    public void A_wheel_between_two_places_turns_on_to_the_next_one()
    {
        _wheel.Push(Duration.FromSeconds(1)); // As a power cut left it.
        Assert.Equal(WheelPosition.Between, _feeder.Wheel);

        Assert.Equal(TurnOutcome.Dropped, Turn());
        Assert.Equal(1, _wheel.Places);
    }

    [Fact]
    public void A_stuck_wheel_stops_the_motor_after_its_longest_time()
    {
        _wheel.IsStuck = true;
        var began = _time.Now;

        Assert.Equal(TurnOutcome.Jammed, Turn());
        Assert.False(_wheel.IsMotorOn);
        Assert.InRange(_time.Now - began, Duration.FromSeconds(5), Duration.FromSeconds(6));
    }

    [Theory]
    [InlineData(20, 0)] // A contact that bounced.
    [InlineData(80, 1)]
    public void A_press_is_longer_than_a_bounce(int milliseconds, int presses)
    {
        var counted = 0;
        _feeder.ButtonPressed = () => counted++;

        _wheel.Press(Duration.FromMilliseconds(milliseconds));

        Assert.Equal(presses, counted);
    }

    private TurnOutcome Turn(GpioFeeder? feeder = null)
    {
        var outcome = default(TurnOutcome?);
        _ = _time.Run(async () => outcome = await (feeder ?? _feeder).TurnAsync(CancellationToken.None));
        while (outcome is null) _time.Advance(Duration.FromMilliseconds(2));
        return outcome.Value;
    }
}
