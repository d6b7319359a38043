using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace Mainstay.FeederAgent.Hardware;

/// <summary>The parts of a feeder on the pins of a computer, through the kernel's character device (libgpiod).</summary>
internal sealed class GpioFeeder : IFeederHardware
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_back = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_bounce = TimeSpan.FromMilliseconds(50);

    private const long NotPressed = -1;

    private readonly Wiring _wiring;
    private readonly TimeProvider _time;
    private readonly GpioController _pins;
    private readonly Hx711? _scale;
    private long _pressedAt = NotPressed;

    public GpioFeeder(Wiring wiring, TimeProvider time)
        : this(wiring, time, new GpioController(wiring.Chip is { } chip ? new LibGpiodDriver(chip) : new LibGpiodDriver()))
    {
    }

    /// <summary>Whatever was before, the motor is off when this returns.</summary>
    internal GpioFeeder(Wiring wiring, TimeProvider time, GpioController pins)
    {
        (_wiring, _time, _pins) = (wiring, time, pins);
        pins.OpenPin(wiring.MotorPin, PinMode.Output, PinValue.Low);
        if (wiring.ReversePin is { } reverse) pins.OpenPin(reverse, PinMode.Output, PinValue.Low);
        pins.OpenPin(wiring.IndexPin, PinMode.InputPullUp);
        if (wiring.HopperEmptyPin is { } hopper) pins.OpenPin(hopper, PinMode.InputPullUp);
        if (wiring.ButtonPin is { } button) OpenButton(button);
        if (wiring.Scale is { } scale) _scale = new Hx711(pins, scale, time);
    }

    public Action? ButtonPressed { get; set; }

    public long? TurnCounter => null;

    public WheelPosition Wheel => IsAtPlace ? WheelPosition.AtPlace : WheelPosition.Between;

    public int? HopperPercent => _wiring.HopperEmptyPin is { } pin ? _pins.Read(pin) == PinValue.Low ? 0 : 100 : null;

    public bool CanReverse => _wiring.ReversePin is not null;

    private bool IsAtPlace => _pins.Read(_wiring.IndexPin) == PinValue.Low;

    public async Task<TurnOutcome> TurnAsync(CancellationToken cancel)
    {
        var (began, longest) = (_time.GetTimestamp(), TimeSpan.FromMilliseconds(_wiring.LongestTurnMs));
        // The wheel has to leave its place before it can come to the next.
        var hasLeft = !IsAtPlace;
        _pins.Write(_wiring.MotorPin, PinValue.High);
        try
        {
            while (_time.GetElapsedTime(began) < longest)
            {
                await Task.Delay(s_glance, _time, cancel);
                if (!IsAtPlace) hasLeft = true;
                else if (hasLeft) return TurnOutcome.Dropped;
            }

            return TurnOutcome.Jammed;
        }
        finally
        {
            _pins.Write(_wiring.MotorPin, PinValue.Low);
        }
    }

    public async Task ReverseAsync(CancellationToken cancel)
    {
        if (_wiring.ReversePin is not { } pin) return;
        _pins.Write(pin, PinValue.High);
        try
        {
            await Task.Delay(s_back, _time, cancel);
        }
        finally
        {
            _pins.Write(pin, PinValue.Low);
        }
    }

    public async Task<double?> WeighBowlAsync(CancellationToken cancel) => _scale is null ? null : await _scale.WeighAsync(cancel);

    public ValueTask DisposeAsync()
    {
        _pins.Write(_wiring.MotorPin, PinValue.Low);
        _pins.Dispose();
        return ValueTask.CompletedTask;
    }

    private void OpenButton(int pin)
    {
        _pins.OpenPin(pin, PinMode.InputPullUp);
        _pins.RegisterCallbackForPinValueChangedEvent(pin, PinEventTypes.Falling, (_, _) => _pressedAt = _time.GetTimestamp());
        _pins.RegisterCallbackForPinValueChangedEvent(pin, PinEventTypes.Rising, (_, _) => LetGo());
    }

    /// <summary>A contact bounces; a finger does not press for less than this.</summary>
    private void LetGo()
    {
        var pressedAt = Interlocked.Exchange(ref _pressedAt, NotPressed);
        if (pressedAt != NotPressed && _time.GetElapsedTime(pressedAt) >= s_bounce) ButtonPressed?.Invoke();
    }
}
