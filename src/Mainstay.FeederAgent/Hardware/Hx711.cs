using System.Device.Gpio;

namespace Mainstay.FeederAgent.Hardware;

/// <summary>A load cell's converter, read bit by bit. Source: AVIA Semiconductor, HX711 data sheet, "Serial Interface".</summary>
internal sealed class Hx711
{
    private const int Bits = 24;
    private const int Samples = 5;

    // 24 pulses for the figure and one more: channel A at gain 128 next time.
    private const int ExtraPulses = 1;

    // A figure whose clock stayed high for longer than this may be wrong: the chip has gone to sleep.
    private static readonly TimeSpan s_sleeps = TimeSpan.FromMicroseconds(55);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly GpioController _pins;
    private readonly ScaleWiring _wiring;
    private readonly TimeProvider _time;

    public Hx711(GpioController pins, ScaleWiring wiring, TimeProvider time)
    {
        (_pins, _wiring, _time) = (pins, wiring, time);
        pins.OpenPin(wiring.DataPin, PinMode.Input);
        pins.OpenPin(wiring.ClockPin, PinMode.Output, PinValue.Low);
    }

    /// <returns>Grams, the middle one of five readings; null when it does not answer in two seconds or is disturbed.</returns>
    public async Task<double?> WeighAsync(CancellationToken cancel)
    {
        List<int> raw = [];
        for (var began = _time.GetTimestamp(); raw.Count < Samples && _time.GetElapsedTime(began) < s_patience; await Task.Delay(s_glance, _time, cancel))
            if (_pins.Read(_wiring.DataPin) == PinValue.Low && ReadRaw() is { } figure) raw.Add(figure);
        if (raw.Count < Samples) return null;
        raw.Sort();
        return (raw[Samples / 2] - _wiring.Zero) / _wiring.UnitsPerGram;
    }

    /// <summary>Two's complement of 24 bits; null when the system was away in the middle of a pulse.</summary>
    private int? ReadRaw()
    {
        var (value, isSound) = (0, true);
        for (var bit = 0; bit < Bits + ExtraPulses; bit++)
        {
            var began = _time.GetTimestamp();
            _pins.Write(_wiring.ClockPin, PinValue.High);
            _pins.Write(_wiring.ClockPin, PinValue.Low);
            isSound &= _time.GetElapsedTime(began) < s_sleeps;
            if (bit < Bits) value = (value << 1) | (_pins.Read(_wiring.DataPin) == PinValue.High ? 1 : 0);
        }

        return isSound ? value << 8 >> 8 : null;
    }
}
