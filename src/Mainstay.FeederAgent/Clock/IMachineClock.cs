using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>What a machine has for telling the time. The simulated one loses it on request.</summary>
internal interface IMachineClock
{
    /// <summary>Names this run of the machine, from power-up to power-down; a restart of the program alone leaves it.</summary>
    string Boot { get; }

    /// <summary>Time since power-up; never steps.</summary>
    Duration Uptime { get; }

    /// <summary>What a clock chip with a battery says; null where there is none. It may be wrong.</summary>
    Instant? Chip { get; }
}

/// <summary>The clock of a Linux machine.</summary>
internal sealed class LinuxMachineClock(TimeProvider time) : IMachineClock
{
    private const string ChipDevice = "/dev/rtc0";

    public string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>CLOCK_MONOTONIC, which begins with the machine and which the kernel does not step.</summary>
    public Duration Uptime => Duration.FromTimeSpan(time.GetElapsedTime(0));

    /// <summary>The kernel takes its time from the chip at power-up.</summary>
    public Instant? Chip => File.Exists(ChipDevice) ? Instant.FromDateTimeOffset(time.GetUtcNow()) : null;
}
