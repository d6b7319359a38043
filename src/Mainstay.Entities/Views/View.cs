using Microsoft.Data.Sqlite;

namespace Mainstay.Entities;

/// <summary>
/// A read model: tables in a file of their own, written from the journal in the journal's order, cursor and rows in one transaction. It may be dropped at any
/// time; it is then rebuilt while the server serves (DESIGN 4.5).
/// </summary>
/// <param name="name">The file is views/name.db.</param>
/// <param name="version">Another number than the file's: dropped and rebuilt.</param>
public abstract class View(string name, int version)
{
    public string Name { get; } = name;

    public int Version { get; } = version;

    /// <summary>The journal offset up to which the view has read.</summary>
    public long Position { get; private protected set; }

    /// <summary>Creates the tables in an empty file.</summary>
    protected internal abstract void CreateTables(SqliteConnection database);

    /// <summary>Writes what follows from one event. Events that do not concern the view are passed over.</summary>
    protected internal abstract void Apply(in StoredEvent stored, ViewWriter writer);

    /// <summary>Opens a read-only connection; dispose it soon.</summary>
    public SqliteConnection OpenReader() => throw new NotSupportedException("lands with the host");

    /// <summary>Waits until the view has read <paramref name="offset"/>, so that a person sees what they have just done.</summary>
    public Task WaitForAsync(long offset, CancellationToken cancellationToken) => throw new NotSupportedException("lands with the host");
}

/// <summary>Runs a view's statements inside the current transaction, prepared once per text.</summary>
public sealed class ViewWriter
{
    /// <summary>Runs one statement; parameters are @1, @2, … in order. Takes null, long, int, string, byte[], bool.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> parameters) => throw new NotSupportedException("lands with the host");
}
