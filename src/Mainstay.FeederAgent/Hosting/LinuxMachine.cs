using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>A computer with pins.</summary>
/// <param name="wiring">What is on which pin.</param>
internal sealed class LinuxMachine(Wiring wiring, TimeProvider time) : IMachine
{
    public TimeProvider Time => time;

    public IMachineClock Clock { get; } = new LinuxMachineClock(time);

    public Instant NotBefore => Product.Made;

    public IFeederHardware OpenHardware(CancellationToken power) => new GpioFeeder(wiring, time);

    public Task KeepTimeAsync(DeviceClock clock, Func<IReadOnlyList<string>> servers, CancellationToken power) => new TimeKeeper(clock, servers, time).RunAsync(power);
}
