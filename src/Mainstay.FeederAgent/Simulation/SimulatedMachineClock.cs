using Mainstay.FeederAgent.Clock;
using NodaTime;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>A machine's clock over simulated, or quickened, time: a new one at each power-up.</summary>
/// <param name="chipOff">How wrong the chip is; null where there is none, or its battery is empty.</param>
/// <param name="drift">What the quartz gains in a second of true time, in seconds.</param>
internal sealed class SimulatedMachineClock(TimeProvider time, string boot, Func<Duration?> chipOff, double drift = 0) : IMachineClock
{
    private readonly long _poweredUp = time.GetTimestamp();

    public string Boot => boot;

    public Duration Uptime => Duration.FromTimeSpan(time.GetElapsedTime(_poweredUp)) * (1 + drift);

    public Instant? Chip => chipOff() is { } off ? Instant.FromDateTimeOffset(time.GetUtcNow()) + off : null;
}
