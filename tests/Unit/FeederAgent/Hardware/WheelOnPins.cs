using System.Device.Gpio;
using Mainstay.FeederAgent.Simulation;
using NodaTime;

namespace Mainstay.Tests.Unit.FeederAgent.Hardware;

/// <summary>A wheel, a motor and a button on pins, in simulated time: two seconds from place to place, and the switch is closed for the first fifth of it.</summary>
internal sealed class WheelOnPins(SimulatedTime time) : GpioDriver
{
    public const int Motor = 17;
    public const int Index = 22;
    public const int Button = 23;

    private static readonly Duration s_turn = Duration.FromSeconds(2);
    private readonly Dictionary<(int Pin, PinEventTypes Type), PinChangeEventHandler> _callbacks = [];
    private Instant? _runsSince;
    private Duration _way;

    public bool IsStuck { get; set; }

    public bool IsMotorOn => _runsSince is not null;

    /// <summary>Places that the wheel has come to.</summary>
    public int Places => (int)((Way + (s_turn / 1000)) / s_turn);

    /// <summary>Turns the wheel by hand, by so much of the motor's time.</summary>
    public void Push(Duration way) => _way += way;

    public void Press(Duration length)
    {
        Raise(PinEventTypes.Falling);
        time.Advance(length);
        Raise(PinEventTypes.Rising);
    }

    protected override int PinCount => 54;

    protected override void OpenPin(int pinNumber)
    {
    }

    protected override void ClosePin(int pinNumber)
    {
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
    }

    protected override PinMode GetPinMode(int pinNumber) => pinNumber == Motor ? PinMode.Output : PinMode.InputPullUp;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber) => pinNumber == Index && Way.ToInt64Nanoseconds() % s_turn.ToInt64Nanoseconds() < s_turn.ToInt64Nanoseconds() / 5 ? PinValue.Low : PinValue.High;

    protected override void Write(int pinNumber, PinValue value)
    {
        if (pinNumber != Motor) return;
        _way = Way;
        _runsSince = value == PinValue.High ? time.Now : null;
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => _callbacks[(pinNumber, eventTypes)] = callback;

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
    }

    private Duration Way => _runsSince is { } since && !IsStuck ? _way + (time.Now - since) : _way;

    private void Raise(PinEventTypes type) => _callbacks[(Button, type)](this, new PinValueChangedEventArgs(type, Button));
}
