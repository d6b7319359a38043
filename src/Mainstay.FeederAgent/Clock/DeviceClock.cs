using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>The clock that meals go by. May be asked and told from any thread.</summary>
internal sealed class DeviceClock
{
    private readonly Lock _gate = new();
    private readonly IMachineClock _machine;
    private ClockState _state;

    public DeviceClock(IMachineClock machine, ClockRecord? kept, Instant programMade)
    {
        _machine = machine;
        _state = ClockRules.AtStart(kept, machine, programMade);
    }

    /// <summary>Called after a source was believed, with what the clock read before and reads now.</summary>
    public Action<ClockReading, ClockReading>? WasSet { get; set; }

    public string Boot => _machine.Boot;

    public ClockReading Read()
    {
        lock (_gate) return _state.Read(_machine.Uptime);
    }

    public ClockRecord Keep()
    {
        lock (_gate) return ClockRules.Keep(_state, _machine.Boot, _machine.Uptime);
    }

    /// <returns>Whether it was believed. A time that was not may be by a second source, or later.</returns>
    public bool Hear(TimeSample sample)
    {
        ClockReading before, after;
        lock (_gate)
        {
            var uptime = _machine.Uptime;
            before = _state.Read(uptime);
            (_state, var isBelieved) = ClockRules.Hear(_state, sample, uptime);
            if (!isBelieved) return false;
            after = _state.Read(uptime);
        }

        WasSet?.Invoke(before, after);
        return true;
    }
}
