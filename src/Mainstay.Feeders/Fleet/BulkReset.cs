using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Feeders.Fleet;

/// <summary>A device has said what came of its reset. Written to the bulk reset; once for each device.</summary>
internal sealed record DeviceWasReset(string DeviceId, bool IsWell) : Letter;

internal abstract record BulkResetCommand
{
    /// <summary>Refused: nothing; what is asked was read at the border.</summary>
    internal sealed record Begin(
        string? Model, ImmutableArray<string> Devices, bool KeepsSchedule, ImmutableArray<int> Waves, ImmutableArray<long> Limits, int StopAtFailurePercent, DateTimeOffset ExpiresAt) : BulkResetCommand;

    /// <summary>By the worker: every device of the present wave has its part.</summary>
    internal sealed record WaveIsAssigned(int Wave, int Devices) : BulkResetCommand;

    /// <summary>By mail.</summary>
    internal sealed record Count(string DeviceId, bool IsWell) : BulkResetCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record Stop : BulkResetCommand;

    /// <summary>By the clock: a wave has lasted long enough, or it has expired.</summary>
    internal sealed record GoOn : BulkResetCommand;
}

/// <summary>
/// A maker wants many devices to forget, in waves, until a day. A wave is followed by the next when all its devices have come to an end, or after <see cref="WaveRules.Lasts"/>; too many failures stop all.
/// Counters only: the devices know their own part.
/// </summary>
/// <param name="Model">Null: the devices of the list.</param>
/// <param name="Limits">Below which lot the devices of each wave are.</param>
/// <param name="Assigned">Devices that have their part, over all waves.</param>
/// <param name="IsWaveAssigned">Whether all of the present wave have it.</param>
/// <param name="Because">Why it was stopped.</param>
internal sealed record BulkReset(
    RolloutState State, string? Model, ImmutableArray<string> Devices, bool KeepsSchedule, ImmutableArray<int> Waves, ImmutableArray<long> Limits, int StopAtFailurePercent, DateTimeOffset ExpiresAt, DateTimeOffset BegunAt, int Wave,
    DateTimeOffset WaveBegunAt, bool IsWaveAssigned, int Assigned, int Succeeded, int Failed, string? Because)
{
    /// <summary>Where nothing else is asked for.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    public const int MostListed = 1_000;
    public const int StopsAtPercent = 20;

    public static readonly BulkReset Empty = new(RolloutState.None, null, [], KeepsSchedule: true, [], [], 0, default, default, 0, default, IsWaveAssigned: false, 0, 0, 0, null);

    public static readonly EntityType<BulkReset, BulkResetCommand, BulkResetEvent> Type = new("feeder-reset")
    {
        StateVersion = 2,
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => letter is DeviceWasReset said ? new BulkResetCommand.Count(said.DeviceId, said.IsWell) : throw new UnreachableException(letter.GetType().Name),
        DueAt = DueAt,
        Tick = static _ => new BulkResetCommand.GoOn(),
        Json = static options => new BulkResetJson(options),
    };

    private static DateTimeOffset? DueAt(BulkReset reset)
    {
        if (reset.State != RolloutState.Running) return null;
        var waveEnds = reset.WaveBegunAt + WaveRules.Lasts;
        return reset.IsWaveAssigned && reset.Wave + 1 < reset.Waves.Length && waveEnds < reset.ExpiresAt ? waveEnds : reset.ExpiresAt;
    }

    private static Decision<BulkResetEvent> Decide(BulkReset reset, BulkResetCommand command, Context context) => command switch
    {
        BulkResetCommand.Begin begin => reset.State != RolloutState.None
            ? Decision<BulkResetEvent>.Nothing
            : new BulkResetEvent.Begun(begin.Model, begin.Devices, begin.KeepsSchedule, begin.Waves, begin.StopAtFailurePercent, begin.ExpiresAt, context.At, context.Actor, begin.Limits),
        BulkResetCommand.WaveIsAssigned assigned => DecideAssigned(reset, assigned, context.At),
        BulkResetCommand.Count count => DecideCount(reset, count, context.At),
        BulkResetCommand.Stop => DecideStop(reset, context.At),
        BulkResetCommand.GoOn => DecideGoOn(reset, context.At),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static BulkReset Apply(BulkReset reset, BulkResetEvent stored) => stored switch
    {
        BulkResetEvent.Begun begun => Empty with
        {
            State = RolloutState.Running, Model = begun.Model, Devices = begun.Devices, KeepsSchedule = begun.KeepsSchedule, Waves = begun.Waves,
            Limits = begun.Limits ?? WaveRules.EvenLimits(begun.Waves), StopAtFailurePercent = begun.StopAtFailurePercent, ExpiresAt = begun.ExpiresAt, BegunAt = begun.At, WaveBegunAt = begun.At,
        },
        BulkResetEvent.WaveAssigned assigned => reset with { IsWaveAssigned = true, Assigned = reset.Assigned + assigned.Devices },
        BulkResetEvent.WaveBegun begun => reset with { Wave = begun.Wave, WaveBegunAt = begun.At, IsWaveAssigned = false },
        BulkResetEvent.Counted counted => reset with { Succeeded = reset.Succeeded + (counted.IsWell ? 1 : 0), Failed = reset.Failed + (counted.IsWell ? 0 : 1) },
        BulkResetEvent.Stopped stopped => reset with { State = RolloutState.Stopped, Because = stopped.Because },
        BulkResetEvent.Finished => reset with { State = RolloutState.Finished },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static Decision<BulkResetEvent> DecideAssigned(BulkReset reset, BulkResetCommand.WaveIsAssigned assigned, DateTimeOffset now)
    {
        if (reset.State != RolloutState.Running || reset.IsWaveAssigned || reset.Wave != assigned.Wave) return Decision<BulkResetEvent>.Nothing;
        var stored = new BulkResetEvent.WaveAssigned(assigned.Wave, assigned.Devices);
        var told = Apply(reset, stored);
        return IsThrough(told) ? new BulkResetEvent[] { stored, Next(told, now) } : stored;
    }

    /// <summary>Also after the end: a device that was away says it when it comes.</summary>
    private static Decision<BulkResetEvent> DecideCount(BulkReset reset, BulkResetCommand.Count count, DateTimeOffset now)
    {
        var stored = new BulkResetEvent.Counted(count.DeviceId, count.IsWell);
        var told = Apply(reset, stored);
        if (told.State != RolloutState.Running) return stored;
        if (WaveRules.FailsTooOften(told.IsWaveAssigned, told.Assigned, told.Succeeded + told.Failed, told.Failed, told.StopAtFailurePercent)) return new BulkResetEvent[] { stored, new BulkResetEvent.Stopped("failures", now) };
        return IsThrough(told) ? new BulkResetEvent[] { stored, Next(told, now) } : stored;
    }

    private static Decision<BulkResetEvent> DecideStop(BulkReset reset, DateTimeOffset now) => reset.State switch
    {
        RolloutState.None => Refusal.Of("not-found"),
        RolloutState.Running => new BulkResetEvent.Stopped("asked", now),
        _ => Decision<BulkResetEvent>.Nothing,
    };

    private static Decision<BulkResetEvent> DecideGoOn(BulkReset reset, DateTimeOffset now)
    {
        if (reset.State != RolloutState.Running) return Decision<BulkResetEvent>.Nothing;
        if (now >= reset.ExpiresAt) return new BulkResetEvent.Finished(now);
        return reset.IsWaveAssigned && reset.Wave + 1 < reset.Waves.Length && now >= reset.WaveBegunAt + WaveRules.Lasts ? Next(reset, now) : Decision<BulkResetEvent>.Nothing;
    }

    private static bool IsThrough(BulkReset reset) => WaveRules.IsThrough(reset.IsWaveAssigned, reset.Assigned, reset.Succeeded + reset.Failed);

    private static BulkResetEvent Next(BulkReset reset, DateTimeOffset now) => reset.Wave + 1 < reset.Waves.Length ? new BulkResetEvent.WaveBegun(reset.Wave + 1, now) : new BulkResetEvent.Finished(now);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BulkReset))]
[JsonSerializable(typeof(BulkResetEvent))]
internal sealed partial class BulkResetJson : JsonSerializerContext;
