namespace Mainstay.Entities.Maintenance;

/// <summary>Where entity rows are, for verification.</summary>
/// <param name="Name">What findings call them.</param>
/// <param name="HowToDrop">How an administrator has all of them made again; ends a sentence.</param>
/// <param name="Open">Null when there are none.</param>
/// <param name="MayMove">Whether a server may be writing them meanwhile, and be ahead of what was read of the journal.</param>
internal sealed record EntityRowSource(string Name, string HowToDrop, Func<IEntityRowReader?> Open, Func<bool> MayMove)
{
    public static EntityRowSource Of(StoreLayout layout) => new("entities.db", "delete entities.db.", () => File.Exists(layout.Entities) ? new EntityRowReader(layout.Entities) : null, layout.IsHeld);

    /// <summary>Which machine's server writes to a database cannot be seen from here.</summary>
    public static EntityRowSource Of(PostgresDatabase database) =>
        new("the entity rows", "have the database run UPDATE checkpoint SET given_up = true.", () => new PostgresEntityReader(database), static () => true);

    /// <summary>What reading rows may throw whose bytes were changed.</summary>
    public static bool IsUnreadable(Exception failure) => PostgresFailure.IsDamage(failure) || failure is SqliteFailedException { IsDamage: true };
}
