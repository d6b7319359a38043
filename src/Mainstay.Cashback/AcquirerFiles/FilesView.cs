using System.Globalization;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>A file as it is listed.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Name">Its name.</param>
/// <param name="At">When it came.</param>
/// <param name="IsDone">Whether every row has its outcome.</param>
/// <param name="IsLost">Whether its waiting rows are gone.</param>
/// <param name="Rows">All its rows.</param>
/// <param name="Counted">Those that counted so far.</param>
/// <param name="Offset">Its place in the list.</param>
internal sealed record ListedFile(string FileId, string Name, DateTimeOffset At, bool IsDone, bool IsLost, long Rows, long Counted, long Offset);

/// <summary>How many recorded rows of a file have an outcome for a reason.</summary>
internal sealed record OutcomeCount(string Outcome, string? Reason, long Rows);

/// <summary>What the recorded rows of a file come to now.</summary>
/// <param name="Counted">Purchases that count, and reversals that take back what counted.</param>
/// <param name="Reversed">Purchases of which nothing is left.</param>
/// <param name="NotCounted">Rows that do not count.</param>
/// <param name="Duplicates">Rows that came before.</param>
/// <param name="Waiting">Reversals whose purchase may yet come.</param>
/// <param name="Unmatched">Reversals whose purchase can come no more.</param>
/// <param name="Parked">Rows about which a person decides.</param>
/// <param name="Rejected">Rows that could not be used.</param>
internal sealed record FileTally(long Counted, long Reversed, long NotCounted, long Duplicates, long Waiting, long Unmatched, long Parked, long Rejected);

/// <summary>The acquirer files of each programme, and what became of each of their rows. A row's outcome changes when a reversal finds its purchase, or somebody decides about it.</summary>
internal sealed class FilesView() : View("cashback-files", 3)
{
    /// <summary>The first file that has rows waiting, or null.</summary>
    /// <param name="passedOver">Files that cannot go on now.</param>
    public string? FirstUnfinished(IReadOnlySet<string> passedOver)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT file_id FROM files WHERE lines < waiting AND lost = 0 ORDER BY position";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (!passedOver.Contains(rows.GetString(0))) return rows.GetString(0);
        }

        return null;
    }

    /// <summary>The files of a programme, newest first.</summary>
    public List<ListedFile> List(string programme, long before, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT file_id, name, at, lines >= waiting, lost, rows, counted, position FROM files WHERE programme = @1 AND position < @2 ORDER BY position DESC LIMIT @3";
        command.Parameters.AddWithValue("@1", programme);
        command.Parameters.AddWithValue("@2", before);
        command.Parameters.AddWithValue("@3", limit);
        using var rows = command.ExecuteReader();
        var files = new List<ListedFile>();
        while (rows.Read())
        {
            files.Add(new ListedFile(
                rows.GetString(0), rows.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)), rows.GetBoolean(3), rows.GetBoolean(4),
                rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7)));
        }

        return files;
    }

    /// <summary>When a file came; null: it is not here.</summary>
    public DateTimeOffset? TakenAt(string fileId)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT at FROM files WHERE file_id = @1";
        command.Parameters.AddWithValue("@1", fileId);
        return command.ExecuteScalar() is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    /// <summary>When the files of a programme came, and how many of their rows counted; oldest first.</summary>
    public List<(DateTimeOffset At, long Counted)> Since(string programme, DateTimeOffset since)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT at, counted FROM files WHERE programme = @1 AND at >= @2 ORDER BY at";
        command.Parameters.AddWithValue("@1", programme);
        command.Parameters.AddWithValue("@2", since.ToUnixTimeMilliseconds());
        using var rows = command.ExecuteReader();
        var files = new List<(DateTimeOffset, long)>();
        while (rows.Read()) files.Add((DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)), rows.GetInt64(1)));
        return files;
    }

    /// <summary>The recorded rows of a file, in order.</summary>
    /// <param name="fileId">The file.</param>
    /// <param name="outcome">Only these; null: all.</param>
    /// <param name="after">Rows above this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="today">Local date: a reversal that waits since before is unmatched.</param>
    /// <param name="wanted">Only rows whose transaction id contains this text, or whose number it is; null: all.</param>
    public List<RecordedRow> Rows(string fileId, string? outcome, long after, int limit, DateOnly today, string? wanted = null)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT row, CASE WHEN outcome = 'waiting' AND waits_until < @7 THEN '{RowOutcomes.Unmatched}' ELSE outcome END, reason, column_number, transaction_id FROM rows
             WHERE file_id = @1 AND row > @2 {Filter(outcome)} {(wanted is null ? "" : "AND (instr(transaction_id, @5) > 0 OR row = @6)")}
             ORDER BY row LIMIT @3
             """;
        command.Parameters.AddWithValue("@1", fileId);
        command.Parameters.AddWithValue("@2", after);
        command.Parameters.AddWithValue("@3", limit);
        command.Parameters.AddWithValue("@4", outcome == RowOutcomes.Unmatched ? "waiting" : outcome ?? "");
        command.Parameters.AddWithValue("@5", wanted ?? "");
        command.Parameters.AddWithValue("@6", int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : -1);
        command.Parameters.AddWithValue("@7", today.DayNumber);
        using var rows = command.ExecuteReader();
        var found = new List<RecordedRow>();
        while (rows.Read()) found.Add(new RecordedRow(rows.GetInt32(0), rows.GetString(1), TextAt(rows, 2), rows.IsDBNull(3) ? null : rows.GetInt32(3), TextAt(rows, 4)));
        return found;
    }

    /// <summary>How many recorded rows of a file have which outcome for which reason, the most frequent first.</summary>
    public List<OutcomeCount> Outcomes(string fileId)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT outcome, nullif(reason, ''), rows FROM outcomes WHERE file_id = @1 AND rows > 0 ORDER BY rows DESC, outcome, reason";
        command.Parameters.AddWithValue("@1", fileId);
        using var rows = command.ExecuteReader();
        var counts = new List<OutcomeCount>();
        while (rows.Read()) counts.Add(new OutcomeCount(rows.GetString(0), TextAt(rows, 1), rows.GetInt64(2)));
        return counts;
    }

    /// <summary>What the recorded rows of a file come to.</summary>
    /// <param name="fileId">The file.</param>
    /// <param name="today">Local date: a reversal that waits since before is unmatched.</param>
    public FileTally Tally(string fileId, DateOnly today)
    {
        var outcomes = Outcomes(fileId);
        long Of(string outcome) => outcomes.Where(count => count.Outcome == outcome).Sum(count => count.Rows);
        var waiting = Of("waiting");
        var unmatched = waiting == 0 ? 0 : Unmatched(fileId, today);
        return new FileTally(Of("counted"), Of("reversed"), Of("not-counted"), Of("duplicate"), waiting - unmatched, unmatched, Of("parked"), Of("rejected"));
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE files(file_id TEXT PRIMARY KEY, programme TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
                               rows INTEGER NOT NULL, waiting INTEGER NOT NULL, lines INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0,
                               lost INTEGER NOT NULL DEFAULT 0, source INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX files_by_source ON files(source);
            CREATE INDEX files_by_time ON files(programme, at);
            CREATE INDEX files_by_programme ON files(programme, position);
            CREATE INDEX files_unfinished ON files(position) WHERE lines < waiting;
            CREATE TABLE rows(file_id TEXT NOT NULL, row INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT, column_number INTEGER, transaction_id TEXT, waits_until INTEGER,
                              PRIMARY KEY(file_id, row)) WITHOUT ROWID;
            CREATE INDEX rows_by_outcome ON rows(file_id, outcome, row);
            CREATE TABLE outcomes(file_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY(file_id, outcome, reason)) WITHOUT ROWID;
            CREATE TABLE changes(file_id TEXT NOT NULL, row INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT, waits_until INTEGER, is_new INTEGER NOT NULL, PRIMARY KEY(file_id, row)) WITHOUT ROWID;
            CREATE INDEX changes_new ON changes(file_id, row) WHERE is_new = 1;
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case AcquirerFileEvent.TakenIn taken: TakeIn(stored, taken, writer); break;
            case AcquirerFileEvent.Processed processed: Record(stored.Entity.Key, processed, writer); break;
            case AcquirerFileEvent.RowsLost: writer.Run("UPDATE files SET lost = 1 WHERE file_id = @1", stored.Entity.Key); break;
            case ParticipantEvent.ReversalTaken { WaitsUntil: { } until } waiting:
                writer.Run("INSERT OR REPLACE INTO changes VALUES(@1, @2, 'waiting', NULL, @3, 0)", waiting.FileId, waiting.FileRow, until.DayNumber);
                break;
            case ParticipantEvent.ReversalsMatched matched: Change(matched, writer); break;
        }
    }

    // A file whose rows were lost begins anew.
    private static void TakeIn(in StoredEvent stored, AcquirerFileEvent.TakenIn taken, ViewWriter writer)
    {
        var fileId = stored.Entity.Key;
        writer.Run(
            "INSERT OR REPLACE INTO files(file_id, programme, name, at, position, rows, waiting, source) VALUES(@1, @2, @3, @4, @5, @6, @7, @8)",
            fileId, taken.Programme, taken.Name, stored.At.ToUnixTimeMilliseconds(), stored.Offset, taken.Counts.Rows, (long)taken.Counts.Ours + taken.Counts.Rejected,
            unchecked((long)RowSource.Of(fileId, 0)));
        writer.Run("DELETE FROM rows WHERE file_id = @1", fileId);
        writer.Run("DELETE FROM outcomes WHERE file_id = @1", fileId);
    }

    private static void Record(string fileId, AcquirerFileEvent.Processed processed, ViewWriter writer)
    {
        writer.Run("UPDATE files SET lines = lines + @2, counted = counted + @3, lost = 0 WHERE file_id = @1", fileId, processed.Lines, processed.Rows.Count(row => row.Outcome == "counted"));
        if (processed.Rows.IsEmpty) return;
        foreach (var row in processed.Rows)
        {
            writer.Run("INSERT OR REPLACE INTO rows VALUES(@1, @2, @3, @4, @5, @6, NULL)", fileId, row.Row, row.Outcome, row.Reason, row.Column, row.TransactionId);
        }

        // What a row came to may have changed between its own turn and this record of some hundred rows.
        var (first, last) = (processed.Rows[0].Row, processed.Rows[^1].Row);
        writer.Run(
            "UPDATE rows SET outcome = c.outcome, reason = c.reason, waits_until = c.waits_until FROM changes c WHERE rows.file_id = @1 AND rows.row = c.row AND c.file_id = @1 AND c.row BETWEEN @2 AND @3",
            fileId, first, last);
        writer.Run(
            """
            INSERT INTO outcomes SELECT file_id, outcome, coalesce(reason, ''), count(*) FROM rows WHERE file_id = @1 AND row BETWEEN @2 AND @3 GROUP BY outcome, reason
            ON CONFLICT DO UPDATE SET rows = rows + excluded.rows
            """,
            fileId, first, last);
    }

    // A purchase is known by its source: the file with the nearest one below it is its file.
    private static void Change(ParticipantEvent.ReversalsMatched matched, ViewWriter writer)
    {
        foreach (var reversal in matched.Reversals)
        {
            writer.Run(
                "INSERT INTO changes VALUES(@1, @2, @3, @4, NULL, 1) ON CONFLICT DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, is_new = 1",
                reversal.FileId, reversal.FileRow, reversal.Outcome.Word(), reversal.Outcome.Reason());
        }

        foreach (var purchase in matched.Purchases)
        {
            writer.Run(
                "INSERT OR REPLACE INTO changes SELECT file_id, @1 - source, @2, NULL, NULL, 1 FROM files WHERE source = (SELECT max(source) FROM files WHERE source < @1)",
                unchecked((long)purchase.Source), purchase.Outcome.Word());
        }

        foreach (var sql in ApplyChanges) writer.Run(sql, []);
    }

    // Rows that are not recorded yet are changed when they are.
    private static readonly string[] ApplyChanges =
    [
        """
        UPDATE outcomes SET rows = rows - (SELECT count(*) FROM changes c JOIN rows r ON r.file_id = c.file_id AND r.row = c.row
                                           WHERE c.is_new = 1 AND r.file_id = outcomes.file_id AND r.outcome = outcomes.outcome AND coalesce(r.reason, '') = outcomes.reason)
        WHERE file_id IN (SELECT file_id FROM changes WHERE is_new = 1)
        """,
        """
        INSERT INTO outcomes SELECT c.file_id, c.outcome, coalesce(c.reason, ''), count(*) FROM changes c JOIN rows r ON r.file_id = c.file_id AND r.row = c.row WHERE c.is_new = 1
        GROUP BY c.file_id, c.outcome, c.reason ON CONFLICT DO UPDATE SET rows = rows + excluded.rows
        """,
        "UPDATE rows SET outcome = c.outcome, reason = c.reason, waits_until = c.waits_until FROM changes c WHERE c.is_new = 1 AND rows.file_id = c.file_id AND rows.row = c.row",
        "UPDATE changes SET is_new = 0 WHERE is_new = 1",
    ];

    private static string Filter(string? outcome) => outcome switch
    {
        null => "",
        "waiting" => "AND outcome = @4 AND (waits_until IS NULL OR waits_until >= @7)",
        RowOutcomes.Unmatched => "AND outcome = @4 AND waits_until < @7",
        _ => "AND outcome = @4",
    };

    private long Unmatched(string fileId, DateOnly today)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT count(*) FROM rows WHERE file_id = @1 AND outcome = 'waiting' AND waits_until < @2";
        command.Parameters.AddWithValue("@1", fileId);
        command.Parameters.AddWithValue("@2", today.DayNumber);
        return (long)command.ExecuteScalar()!;
    }

    private static string? TextAt(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
