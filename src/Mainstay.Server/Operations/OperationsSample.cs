using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Server.Operations;

/// <summary>What the host did in one interval, and how it stood at its end.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Seconds">Seconds since the first sample.</param>
/// <param name="CommandsPerSecond">Commands decided.</param>
/// <param name="CommitMilliseconds">How long a commit took on average; null when there was none.</param>
/// <param name="QueueRows">Rows that wait for the writer.</param>
/// <param name="CheckpointSeconds">Age of the last checkpoint.</param>
/// <param name="Figures">All of the host's figures at the end.</param>
/// <param name="RefusedPerSecond">Requests turned away by admission.</param>
/// <param name="Admission">How admission stood at the end.</param>
/// <param name="FreeDiskBytes">Room that is left where the data is kept; null where nobody knows.</param>
public sealed record OperationsSample(
    long Number, double Seconds, double CommandsPerSecond, double? CommitMilliseconds, int QueueRows, double CheckpointSeconds, HostFigures Figures, double RefusedPerSecond, AdmissionFigures Admission, long? FreeDiskBytes)
{
    /// <summary>The interval between two readings.</summary>
    internal static OperationsSample Between((HostFigures Host, AdmissionFigures Admission) earlier, (HostFigures Host, AdmissionFigures Admission) later, TimeSpan interval, long number, double seconds, long? freeDiskBytes)
    {
        var (before, after) = (earlier.Host, later.Host);
        var batches = after.Batches - before.Batches;
        return new OperationsSample(
            number,
            seconds,
            (after.Commands - before.Commands) / interval.TotalSeconds,
            batches == 0 ? null : (after.CommitTime - before.CommitTime).TotalMilliseconds / batches,
            after.QueueRows,
            after.CheckpointAge.TotalSeconds,
            after,
            (later.Admission.Refused.Sum() - earlier.Admission.Refused.Sum()) / interval.TotalSeconds,
            later.Admission,
            freeDiskBytes);
    }
}
