namespace Mainstay.Entities;

/// <summary>Entity rows as they are stored, for verification: beside a server that may be writing them.</summary>
internal interface IEntityRowReader : IDisposable
{
    CheckpointMark Mark();

    Dictionary<string, int> StateVersions();

    /// <summary>All rows in key order, each with whether its checksum fits.</summary>
    IEnumerable<(EntityRow Row, bool IsSound)> AllUnchecked();
}
