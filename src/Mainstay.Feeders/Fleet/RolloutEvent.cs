using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mainstay.Feeders.Fleet;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Begun), "feeder-rollout.begun.1")]
[JsonDerivedType(typeof(WaveAssigned), "feeder-rollout.wave-assigned.1")]
[JsonDerivedType(typeof(WaveBegun), "feeder-rollout.wave-begun.1")]
[JsonDerivedType(typeof(Counted), "feeder-rollout.counted.1")]
[JsonDerivedType(typeof(Stopped), "feeder-rollout.stopped.1")]
[JsonDerivedType(typeof(Finished), "feeder-rollout.finished.1")]
[JsonDerivedType(typeof(Resumed), "feeder-rollout.resumed.1")]
internal abstract record RolloutEvent
{
    /// <param name="Waves">Percent of the model's devices that have it at the end of each; rising, the last may be 100.</param>
    /// <param name="Limits">Below which lot the devices of each wave are; null before they were made from the devices there are.</param>
    /// <param name="ImageUrl">Where devices fetch it: on the server that was asked.</param>
    internal sealed record Begun(string FirmwareId, string Model, ImmutableArray<int> Waves, int StopAtFailurePercent, string ImageUrl, DateTimeOffset At, string By, ImmutableArray<long>? Limits = null) : RolloutEvent;

    /// <summary>Every device of the wave has been told.</summary>
    internal sealed record WaveAssigned(int Wave, int Devices) : RolloutEvent;

    internal sealed record WaveBegun(int Wave, DateTimeOffset At) : RolloutEvent;

    /// <summary>A device has come to an end.</summary>
    internal sealed record Counted(string DeviceId, bool IsWell) : RolloutEvent;

    /// <param name="Because">failures, or asked.</param>
    internal sealed record Stopped(string Because, DateTimeOffset At) : RolloutEvent;

    internal sealed record Finished(DateTimeOffset At) : RolloutEvent;

    /// <summary>It goes on with the wave that it was in.</summary>
    internal sealed record Resumed(DateTimeOffset At) : RolloutEvent;
}
