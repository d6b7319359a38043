using Microsoft.Extensions.Configuration;

namespace Mainstay.Web;

/// <summary>Who decides who is let in.</summary>
internal enum AdmissionKind
{
    /// <summary>A limit that follows what is measured, and a line by class.</summary>
    Adaptive,

    /// <summary>ASP.NET Core's concurrency limiter: a fixed number, and a line without classes.</summary>
    Framework,

    /// <summary>Everybody.</summary>
    None,
}

/// <summary>The settings under "Admission".</summary>
internal sealed record AdmissionOptions
{
    private static readonly string[] s_kinds = [.. Enum.GetNames<AdmissionKind>().Select(name => $"{char.ToLowerInvariant(name[0])}{name[1..]}")];

    public AdmissionKind Kind { get; init; } = AdmissionKind.Adaptive;

    /// <summary>The wait for a processor that is aimed at.</summary>
    public TimeSpan ProcessorDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Nobody stands in line longer; who would is turned away.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>So many may always run at once: most of a change's time is waiting for the disk, and with fewer its processor would be given to refusals alone.</summary>
    public int LeastConcurrency { get; init; } = 32 * Environment.ProcessorCount;

    /// <summary>Never more than these run at once.</summary>
    public int MostConcurrency { get; init; } = 4_096;

    /// <summary>
    /// So many are at work before their first wait while work waits too long for a processor. Enough that a processor has something to do while one reads from a disk; more would stand before those who arrive, who are to be looked at first.
    /// </summary>
    public int MostBeginning { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>With <see cref="AdmissionKind.Framework"/>: how many run at once.</summary>
    public int FrameworkPermits { get; init; } = 64;

    /// <summary>With <see cref="AdmissionKind.Framework"/>: how many wait.</summary>
    public int FrameworkQueue { get; init; } = 64;

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static AdmissionOptions From(IConfiguration configuration)
    {
        var usual = new AdmissionOptions();
        var least = configuration.WholeNumber("Admission:LeastConcurrency", usual.LeastConcurrency, 1, 100_000);
        return new AdmissionOptions
        {
            Kind = KindFrom(configuration["Admission:Kind"]),
            ProcessorDelay = TimeSpan.FromMilliseconds(configuration.WholeNumber("Admission:ProcessorDelayMs", (int)usual.ProcessorDelay.TotalMilliseconds, 1, 10_000)),
            LongestWait = TimeSpan.FromMilliseconds(configuration.WholeNumber("Admission:LongestWaitMs", (int)usual.LongestWait.TotalMilliseconds, 1, 60_000)),
            LeastConcurrency = least,
            MostConcurrency = configuration.WholeNumber("Admission:MostConcurrency", Math.Max(least, usual.MostConcurrency), least, 100_000),
            FrameworkPermits = configuration.WholeNumber("Admission:FrameworkPermits", usual.FrameworkPermits, 1, 100_000),
            FrameworkQueue = configuration.WholeNumber("Admission:FrameworkQueue", usual.FrameworkQueue, 0, 1_000_000),
        };
    }

    private static AdmissionKind KindFrom(string? text)
    {
        if (text is not { Length: > 0 }) return AdmissionKind.Adaptive;
        var index = Array.IndexOf(s_kinds, text);
        return index >= 0 ? (AdmissionKind)index : throw new SettingException("Admission:Kind", $"{string.Join(", ", s_kinds[..^1])} or {s_kinds[^1]}, not \"{text}\"");
    }
}
