namespace Mainstay.Entities;

/// <summary>What is said about a journal in PostgreSQL that cannot be trusted: what was found, that nothing was touched, and what to do.</summary>
internal static class PostgresDamage
{
    private const string HeadFile = "postgres/head in the data folder";

    public static StoreDamagedException Of(string found, Exception? inner = null) => new(
        found + " Nothing was changed. Keep the database and the data folder as they are, restore the database's newest backup beside it, point Store:ConnectionString at that one, and compare both with `mainstay verify`.",
        inner);

    /// <summary>The journal does not end before what was recorded, and is the one that it was recorded of.</summary>
    /// <param name="recorded">From the head file.</param>
    /// <param name="head">The journal's end.</param>
    /// <param name="hashAt">As <see cref="IJournalStore.HashAt"/>.</param>
    /// <exception cref="StoreDamagedException">It does, or is not.</exception>
    public static void CheckAgainst(JournalHead? recorded, JournalHead head, Func<long, ReadOnlyMemory<byte>?> hashAt)
    {
        if (recorded is null)
        {
            if (head.Offset == 0) return;
            throw Of($"The file {HeadFile}, which says where the journal must end, is missing or damaged, and the database holds {head.Offset} events: it may be another store's. "
                + "If it is this one's, `mainstay verify --write-head` checks the whole journal and writes the file anew.");
        }

        if (head.Offset < recorded.Offset)
        {
            throw Of($"The journal in the database ends at offset {head.Offset}, but {HeadFile} knows of offset {recorded.Offset}: its tail is missing, as after a restore to an earlier moment. "
                + $"Everything up to offset {head.Offset} is there. If there is no better copy, `mainstay verify --write-head` accepts that end, and what came after it is lost.");
        }

        if (hashAt(recorded.Offset) is not { } hash || !hash.Span.SequenceEqual(recorded.Hash.Span))
        {
            throw Of($"The journal in the database has another history than the one recorded up to offset {recorded.Offset} in {HeadFile}.");
        }
    }

    /// <summary>Reads the journal; what the server says of broken pages is said in our words.</summary>
    public static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damage) when (PostgresFailure.IsDamage(damage))
        {
            throw Of($"PostgreSQL cannot read the journal: {damage.Message.TrimEnd('.')}.", damage);
        }
    }
}
