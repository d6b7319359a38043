namespace Mainstay.Tests.Simulation.Stores;

/// <summary>The process ends here. Whoever catches it is dead already: the disk refuses everything that follows.</summary>
internal sealed class SimulatedCrashException(Seam seam) : Exception($"crash at {seam}");

/// <summary>Where a store lets the simulation in: other parts may run there, as other threads would, or the process may end.</summary>
internal enum Seam
{
    BeforeAppend,
    AfterAppend,
    ReadJournal,
    ReadRow,
    ReadDue,
    BeforeRows,
    AfterRows,
    BeforeMark,
    AfterMark,
    OtherRowChange,
    ViewEvent,
}

/// <summary>How the next append goes.</summary>
internal enum CommitFate
{
    Works,

    /// <summary>An error is reported, and the batch is there after reopening.</summary>
    FailsButStays,

    /// <summary>An error is reported, and the batch is gone after reopening.</summary>
    FailsAndIsGone,

    /// <summary>As above, but until then the dying process still reads it.</summary>
    FailsAndShowsUntilReopened,
}
