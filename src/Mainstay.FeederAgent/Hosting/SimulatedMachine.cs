using System.Security.Cryptography;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>A machine behind <c>--simulate</c>: motor, index switch, scale, power and clocks are a file's. Everything else is the program as it runs on a feeder.</summary>
internal sealed class SimulatedMachine(SimulatedWorld world) : IMachine
{
    private static readonly TimeSpan s_asks = TimeSpan.FromMinutes(5);

    public SimulatedWorld World => world;

    public TimeProvider Time => world.Time;

    public IMachineClock Clock => new WorldClock(world);

    /// <summary>A world may stand before the day on which this program was made.</summary>
    public Instant NotBefore { get; init; } = Product.Made;

    public IFeederHardware OpenHardware(CancellationToken power) => new SimulatedFeeder(world.Body, Time, power);

    /// <summary>A new power-up.</summary>
    public void PowerUp() => world.Change(record => record with { Boot = RandomNumberGenerator.GetHexString(16, lowercase: true), PoweredUpAt = Time.GetUtcNow() });

    public async Task KeepTimeAsync(DeviceClock clock, Func<IReadOnlyList<string>> servers, CancellationToken power)
    {
        while (!power.IsCancellationRequested)
        {
            if (world.Record is { IsNetworkTimeLost: false } record)
                clock.Hear(new TimeSample(TimeSource.Ntp, "simulated", Instant.FromDateTimeOffset(Time.GetUtcNow() + record.NetworkTimeOff), Duration.FromMilliseconds(50)));
            world.Save();
            await Task.Delay(s_asks, Time, power);
        }
    }

    private sealed class WorldClock(SimulatedWorld world) : IMachineClock
    {
        private readonly WorldRecord _atStart = world.Record;

        public string Boot => _atStart.Boot;

        public Duration Uptime => Duration.FromTimeSpan(world.Time.GetUtcNow() - _atStart.PoweredUpAt);

        public Instant? Chip => world.Record is { IsChipLost: false } record ? Instant.FromDateTimeOffset(world.Time.GetUtcNow() + record.ChipOff) : null;
    }
}
