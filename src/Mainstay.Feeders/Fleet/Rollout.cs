using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Feeders.Fleet;

/// <summary>A device's update has come to an end. Written to the roll-out; once for each device.</summary>
internal sealed record DeviceUpdated(string DeviceId, bool IsWell) : Letter;

internal abstract record RolloutCommand
{
    /// <summary>Refused: nothing; what is asked was read at the border.</summary>
    internal sealed record Begin(string FirmwareId, string Model, ImmutableArray<int> Waves, ImmutableArray<long> Limits, int StopAtFailurePercent, string ImageUrl) : RolloutCommand;

    /// <summary>By the worker: every device of the present wave has been told.</summary>
    internal sealed record WaveIsAssigned(int Wave, int Devices) : RolloutCommand;

    /// <summary>By mail.</summary>
    internal sealed record Count(string DeviceId, bool IsWell) : RolloutCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record Stop : RolloutCommand;

    /// <summary>Goes on where it was stopped; failures until now stop it no more. Refused: not-found, finished.</summary>
    internal sealed record Resume : RolloutCommand;

    /// <summary>By the clock: devices that are never heard hold no wave up for ever.</summary>
    internal sealed record GoOn : RolloutCommand;
}

/// <summary>Devices that had come to an end at a moment.</summary>
internal sealed record EndedSoFar(int Succeeded, int Failed);

/// <summary>The numbers are stored: add, never change.</summary>
internal enum RolloutState
{
    None = 0,
    Running = 1,
    Stopped = 2,
    Finished = 3,
}

/// <summary>
/// A firmware on its way to a model's devices, in waves. A wave is followed by the next when all its devices have come to an end, or after <see cref="WaveRules.Lasts"/>; too many failures stop all. Counters only: the
/// devices know their own part.
/// </summary>
/// <param name="Limits">Below which lot the devices of each wave are.</param>
/// <param name="Assigned">Devices that have been told, over all waves.</param>
/// <param name="IsWaveAssigned">Whether all of the present wave have been.</param>
/// <param name="Because">Why it was stopped.</param>
/// <param name="SetAside">What had come to an end when somebody let it go on: it stops it no more.</param>
internal sealed record Rollout(
    RolloutState State, string FirmwareId, string Model, ImmutableArray<int> Waves, ImmutableArray<long> Limits, int StopAtFailurePercent, string ImageUrl, DateTimeOffset BegunAt, int Wave, DateTimeOffset WaveBegunAt, bool IsWaveAssigned,
    int Assigned, int Succeeded, int Failed, string? Because, EndedSoFar? SetAside = null)
{
    public static readonly Rollout Empty = new(RolloutState.None, "", "", [], [], 0, "", default, 0, default, IsWaveAssigned: false, 0, 0, 0, null);

    public static readonly EntityType<Rollout, RolloutCommand, RolloutEvent> Type = new("feeder-rollout")
    {
        StateVersion = 3,
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => letter is DeviceUpdated updated ? new RolloutCommand.Count(updated.DeviceId, updated.IsWell) : throw new UnreachableException(letter.GetType().Name),
        DueAt = static rollout => rollout is { State: RolloutState.Running, IsWaveAssigned: true } ? rollout.WaveBegunAt + WaveRules.Lasts : null,
        Tick = static _ => new RolloutCommand.GoOn(),
        Json = static options => new RolloutJson(options),
    };

    private static Decision<RolloutEvent> Decide(Rollout rollout, RolloutCommand command, Context context) => command switch
    {
        RolloutCommand.Begin begin => rollout.State != RolloutState.None
            ? Decision<RolloutEvent>.Nothing
            : new RolloutEvent.Begun(begin.FirmwareId, begin.Model, begin.Waves, begin.StopAtFailurePercent, begin.ImageUrl, context.At, context.Actor, begin.Limits),
        RolloutCommand.WaveIsAssigned assigned => DecideAssigned(rollout, assigned, context.At),
        RolloutCommand.Count count => DecideCount(rollout, count, context.At),
        RolloutCommand.Stop => DecideStop(rollout, context.At),
        RolloutCommand.Resume => DecideResume(rollout, context.At),
        RolloutCommand.GoOn => rollout is { State: RolloutState.Running, IsWaveAssigned: true } ? Next(rollout, context.At) : Decision<RolloutEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Rollout Apply(Rollout rollout, RolloutEvent stored) => stored switch
    {
        RolloutEvent.Begun begun => Empty with
        {
            State = RolloutState.Running, FirmwareId = begun.FirmwareId, Model = begun.Model, Waves = begun.Waves, Limits = begun.Limits ?? WaveRules.EvenLimits(begun.Waves), StopAtFailurePercent = begun.StopAtFailurePercent,
            ImageUrl = begun.ImageUrl, BegunAt = begun.At, WaveBegunAt = begun.At,
        },
        RolloutEvent.WaveAssigned assigned => rollout with { IsWaveAssigned = true, Assigned = rollout.Assigned + assigned.Devices },
        RolloutEvent.WaveBegun begun => rollout with { Wave = begun.Wave, WaveBegunAt = begun.At, IsWaveAssigned = false },
        RolloutEvent.Counted counted => rollout with { Succeeded = rollout.Succeeded + (counted.IsWell ? 1 : 0), Failed = rollout.Failed + (counted.IsWell ? 0 : 1) },
        RolloutEvent.Stopped stopped => rollout with { State = RolloutState.Stopped, Because = stopped.Because },
        // All waves so far are told anew: those that were called back get it again.
        RolloutEvent.Resumed resumed => rollout with
        {
            State = RolloutState.Running, Because = null, WaveBegunAt = resumed.At, IsWaveAssigned = false, Assigned = 0, SetAside = new EndedSoFar(rollout.Succeeded, rollout.Failed),
        },
        RolloutEvent.Finished => rollout with { State = RolloutState.Finished },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static Decision<RolloutEvent> DecideAssigned(Rollout rollout, RolloutCommand.WaveIsAssigned assigned, DateTimeOffset now)
    {
        if (rollout.State != RolloutState.Running || rollout.IsWaveAssigned || rollout.Wave != assigned.Wave) return Decision<RolloutEvent>.Nothing;
        var stored = new RolloutEvent.WaveAssigned(assigned.Wave, assigned.Devices);
        var told = Apply(rollout, stored);
        return IsThrough(told) ? new RolloutEvent[] { stored, Next(told, now) } : stored;
    }

    /// <summary>Also after the end: what was stopped goes on being counted.</summary>
    private static Decision<RolloutEvent> DecideCount(Rollout rollout, RolloutCommand.Count count, DateTimeOffset now)
    {
        var stored = new RolloutEvent.Counted(count.DeviceId, count.IsWell);
        var told = Apply(rollout, stored);
        if (told.State != RolloutState.Running) return stored;
        if (FailsTooOften(told)) return new RolloutEvent[] { stored, new RolloutEvent.Stopped("failures", now) };
        return IsThrough(told) ? new RolloutEvent[] { stored, Next(told, now) } : stored;
    }

    private static Decision<RolloutEvent> DecideStop(Rollout rollout, DateTimeOffset now) => rollout.State switch
    {
        RolloutState.None => Refusal.Of("not-found"),
        RolloutState.Running => new RolloutEvent.Stopped("asked", now),
        _ => Decision<RolloutEvent>.Nothing,
    };

    private static Decision<RolloutEvent> DecideResume(Rollout rollout, DateTimeOffset now) => rollout.State switch
    {
        RolloutState.None => Refusal.Of("not-found"),
        RolloutState.Finished => Refusal.Of("finished"),
        RolloutState.Stopped => new RolloutEvent.Resumed(now),
        _ => Decision<RolloutEvent>.Nothing,
    };

    private static bool IsThrough(Rollout rollout) => WaveRules.IsThrough(rollout.IsWaveAssigned, rollout.Assigned, rollout.Succeeded + rollout.Failed);

    private static bool FailsTooOften(Rollout rollout)
    {
        var (wasWell, hadFailed) = rollout.SetAside ?? new EndedSoFar(0, 0);
        var (failed, before) = (rollout.Failed - hadFailed, wasWell + hadFailed);
        return WaveRules.FailsTooOften(rollout.IsWaveAssigned, rollout.Assigned - before, rollout.Succeeded + rollout.Failed - before, failed, rollout.StopAtFailurePercent);
    }

    private static RolloutEvent Next(Rollout rollout, DateTimeOffset now) => rollout.Wave + 1 < rollout.Waves.Length ? new RolloutEvent.WaveBegun(rollout.Wave + 1, now) : new RolloutEvent.Finished(now);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Rollout))]
[JsonSerializable(typeof(RolloutEvent))]
internal sealed partial class RolloutJson : JsonSerializerContext;
