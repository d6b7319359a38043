namespace Mainstay.Entities;

/// <summary>What the entity rows are complete up to.</summary>
/// <param name="CompleteOffset">Every event up to here is in the rows.</param>
/// <param name="Hash">The journal's chain at that offset, so that rows of another history are recognised.</param>
/// <param name="MailCursor">All mail that follows from events up to here was taken or is parked.</param>
public sealed record CheckpointMark(long CompleteOffset, ReadOnlyMemory<byte> Hash, long MailCursor)
{
    public static readonly CheckpointMark None = new(0, JournalHead.Empty.Hash, 0);
}

/// <summary>Mail for a stopped entity, by its position: the letter follows from the journal.</summary>
/// <param name="Receiver">The stopped entity's stream.</param>
/// <param name="Position">Where the mail comes from.</param>
public readonly record struct ParkedMail(string Receiver, MailPosition Position);

/// <summary>
/// Keeps entity rows. One writer; readers at any time, which see whole transactions. May be lost: everything in it follows from the journal.
/// </summary>
public interface ICheckpointStore : IDisposable
{
    CheckpointMark Mark { get; }

    /// <summary>Reads one row in a fresh read; null when the entity has none.</summary>
    /// <exception cref="EntityRowsDamagedException">The row cannot be read, or its checksum does not fit.</exception>
    EntityRow? Read(string stream);

    /// <summary>Writes rows, in one transaction. Sorted by stream; their bodies are valid until this returns.</summary>
    void Write(IReadOnlyList<EntityRow> rows);

    /// <summary>Records a mark together with all mail that is parked now, in one transaction.</summary>
    void Complete(CheckpointMark mark, IReadOnlyList<ParkedMail> parked);

    IReadOnlyList<ParkedMail> Parked();

    /// <summary>Entities due after a point in (instant, stream) order and at or before an instant, in that order.</summary>
    IReadOnlyList<(string Stream, long DueTicks)> Due(long afterTicks, string afterStream, long upToTicks, int limit);

    /// <summary>Streams whose row says that they must be rebuilt.</summary>
    IReadOnlyList<string> MustRebuild();

    /// <summary>The stored form's version by entity type, as of the last <see cref="Adopt"/>.</summary>
    IReadOnlyDictionary<string, int> StateVersions();

    /// <summary>Takes note of the present state versions.</summary>
    void Adopt(IReadOnlyDictionary<string, int> stateVersions);

    /// <summary>Removes every row and mark, also when what is there is damaged.</summary>
    void Reset();

    /// <summary>All rows in key order, for verification.</summary>
    IEnumerable<EntityRow> All();
}
