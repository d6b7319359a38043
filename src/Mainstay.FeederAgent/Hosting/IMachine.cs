using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>What the program runs on. Two exist: a computer with pins, and a simulated one.</summary>
internal interface IMachine
{
    TimeProvider Time { get; }

    /// <summary>The clock of the present power-up.</summary>
    IMachineClock Clock { get; }

    /// <summary>No time before it is believed.</summary>
    Instant NotBefore { get; }

    /// <param name="power">Cancelled when the power goes; on a real machine nobody is left then to notice.</param>
    IFeederHardware OpenHardware(CancellationToken power);

    /// <summary>Asks where the time can be had, for as long as there is power.</summary>
    Task KeepTimeAsync(DeviceClock clock, Func<IReadOnlyList<string>> servers, CancellationToken power);
}
