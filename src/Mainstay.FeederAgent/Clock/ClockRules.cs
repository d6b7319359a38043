using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>What a clock believes. Pure: the same state and sample give the same clock.</summary>
internal static class ClockRules
{
    // Two machines that agree on the time agree within this, whatever their messages' way.
    private static readonly Duration s_agreement = Duration.FromSeconds(2);

    // A single source is believed against the clock when it has stood by it for this long.
    private static readonly Duration s_persistence = Duration.FromMinutes(15);

    // A chip whose battery died counts from 1970 or 2000 or says anything; a feeder is not switched off for longer than this.
    private static readonly Duration s_longestOff = Duration.FromDays(400);
    private const double ChipDrift = 30e-6;

    /// <summary>The clock at the start of the program.</summary>
    /// <param name="kept">What the ledger last wrote; null on the first start.</param>
    /// <param name="programMade">When this program was built: no true time is earlier.</param>
    public static ClockState AtStart(ClockRecord? kept, IMachineClock machine, Instant programMade)
    {
        var uptime = machine.Uptime;
        // The same run of the machine: its uptime has gone on counting while the program was away.
        if (kept?.Boot == machine.Boot && uptime >= kept.Uptime) return new ClockState(kept.Time, kept.Uptime, kept.IsKnown, kept.Bound, kept.HeardAt);
        var floor = Instant.Max(kept?.Time ?? programMade, programMade);
        if (machine.Chip is { } chip && IsPlausible(chip, floor, kept)) return new ClockState(chip, uptime, IsKnown: true, ChipBound(kept, chip), HeardAt: null);
        return new ClockState(floor, uptime, IsKnown: false, Duration.Zero, HeardAt: null);
    }

    /// <summary>The clock after a source has spoken, and whether it was believed.</summary>
    public static (ClockState Clock, bool IsBelieved) Hear(ClockState clock, TimeSample sample, Duration uptime)
    {
        var reading = clock.Read(uptime);
        if (IsWithin(reading, sample) || sample.Source == TimeSource.Person || IsConfirmed(clock.Suspect, sample, uptime)) return (Set(sample, uptime), true);
        var keepsFirst = clock.Suspect is { } earlier && Agree(earlier, sample, uptime);
        return (clock with { Suspect = keepsFirst ? clock.Suspect : new Suspect(sample, uptime) }, false);
    }

    /// <summary>What to write into the ledger.</summary>
    public static ClockRecord Keep(ClockState clock, string boot, Duration uptime)
    {
        var reading = clock.Read(uptime);
        return new ClockRecord(boot, uptime, reading.Now, reading.IsKnown, reading.Bound, clock.HeardAt);
    }

    private static ClockState Set(TimeSample sample, Duration uptime) => new(sample.Time, uptime, IsKnown: true, sample.Error, sample.Time);

    /// <summary>A clock that knows nothing takes what is not before its floor; one that knows takes what lies within both bounds. Anything else, and every step back, has to be confirmed.</summary>
    private static bool IsWithin(ClockReading reading, TimeSample sample)
    {
        var off = sample.Time - reading.Now;
        if (!reading.IsKnown) return off >= -(s_agreement + sample.Error) && off <= s_longestOff;
        return Abs(off) <= reading.Bound + sample.Error + s_agreement;
    }

    /// <summary>Another source says the same, or the same one still does after a while.</summary>
    private static bool IsConfirmed(Suspect? suspect, TimeSample sample, Duration uptime) =>
        suspect is not null && Agree(suspect, sample, uptime)
        && ((suspect.Sample.Source, suspect.Sample.Name) != (sample.Source, sample.Name) || uptime - suspect.Uptime >= s_persistence);

    private static bool Agree(Suspect suspect, TimeSample sample, Duration uptime) =>
        Abs(sample.Time - suspect.Sample.Time - (uptime - suspect.Uptime)) <= s_agreement + sample.Error + suspect.Sample.Error;

    private static bool IsPlausible(Instant chip, Instant floor, ClockRecord? kept) => chip >= floor && (kept is null || chip - floor <= s_longestOff);

    private static Duration ChipBound(ClockRecord? kept, Instant chip) =>
        kept is { IsKnown: true } ? kept.Bound + Duration.FromSeconds(2) + (chip - kept.Time) * ChipDrift : Duration.FromMinutes(5);

    private static Duration Abs(Duration duration) => duration < Duration.Zero ? -duration : duration;
}
