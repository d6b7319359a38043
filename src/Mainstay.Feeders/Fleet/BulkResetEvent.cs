using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mainstay.Feeders.Fleet;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Begun), "feeder-reset.begun.1")]
[JsonDerivedType(typeof(WaveAssigned), "feeder-reset.wave-assigned.1")]
[JsonDerivedType(typeof(WaveBegun), "feeder-reset.wave-begun.1")]
[JsonDerivedType(typeof(Counted), "feeder-reset.counted.1")]
[JsonDerivedType(typeof(Stopped), "feeder-reset.stopped.1")]
[JsonDerivedType(typeof(Finished), "feeder-reset.finished.1")]
internal abstract record BulkResetEvent
{
    /// <param name="Model">All devices of a model; null: those of the list.</param>
    /// <param name="Devices">Empty for a model.</param>
    /// <param name="KeepsSchedule">False: plan and ledger are forgotten too, on devices that nobody has.</param>
    /// <param name="Waves">Percent of the devices that have it at the end of each; rising, the last may be 100.</param>
    /// <param name="Limits">Below which lot the devices of each wave are; null before they were made from the devices there are.</param>
    /// <param name="ExpiresAt">No device begins it after this.</param>
    internal sealed record Begun(
        string? Model, ImmutableArray<string> Devices, bool KeepsSchedule, ImmutableArray<int> Waves, int StopAtFailurePercent, DateTimeOffset ExpiresAt, DateTimeOffset At, string By,
        ImmutableArray<long>? Limits = null) : BulkResetEvent;

    /// <summary>Every device of the wave has its part.</summary>
    internal sealed record WaveAssigned(int Wave, int Devices) : BulkResetEvent;

    internal sealed record WaveBegun(int Wave, DateTimeOffset At) : BulkResetEvent;

    /// <summary>A device has said what came of it.</summary>
    internal sealed record Counted(string DeviceId, bool IsWell) : BulkResetEvent;

    /// <param name="Because">failures or asked.</param>
    internal sealed record Stopped(string Because, DateTimeOffset At) : BulkResetEvent;

    /// <summary>All have come to an end, or it has expired.</summary>
    internal sealed record Finished(DateTimeOffset At) : BulkResetEvent;
}
