using System.Globalization;
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

/// <summary>The acquirer files of each programme, and what became of each of their rows.</summary>
internal sealed class FilesView() : View("cashback-files", 2)
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
    /// <param name="wanted">Only rows whose transaction id contains this text, or whose number it is; null: all.</param>
    public List<RecordedRow> Rows(string fileId, string? outcome, long after, int limit, string? wanted = null)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT row, outcome, reason, column_number, transaction_id FROM rows
             WHERE file_id = @1 AND row > @2 {(outcome is null ? "" : "AND outcome = @4")} {(wanted is null ? "" : "AND (instr(transaction_id, @5) > 0 OR row = @6)")}
             ORDER BY row LIMIT @3
             """;
        command.Parameters.AddWithValue("@1", fileId);
        command.Parameters.AddWithValue("@2", after);
        command.Parameters.AddWithValue("@3", limit);
        if (outcome is not null) command.Parameters.AddWithValue("@4", outcome);
        if (wanted is not null) command.Parameters.AddWithValue("@5", wanted);
        if (wanted is not null) command.Parameters.AddWithValue("@6", int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : -1);
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
        command.CommandText = "SELECT outcome, reason, count(*) FROM rows WHERE file_id = @1 GROUP BY outcome, reason ORDER BY count(*) DESC, outcome, reason";
        command.Parameters.AddWithValue("@1", fileId);
        using var rows = command.ExecuteReader();
        var counts = new List<OutcomeCount>();
        while (rows.Read()) counts.Add(new OutcomeCount(rows.GetString(0), TextAt(rows, 1), rows.GetInt64(2)));
        return counts;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE files(file_id TEXT PRIMARY KEY, programme TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
                               rows INTEGER NOT NULL, waiting INTEGER NOT NULL, lines INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0,
                               lost INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
            CREATE INDEX files_by_time ON files(programme, at);
            CREATE INDEX files_by_programme ON files(programme, position);
            CREATE INDEX files_unfinished ON files(position) WHERE lines < waiting;
            CREATE TABLE rows(file_id TEXT NOT NULL, row INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT, column_number INTEGER, transaction_id TEXT,
                              PRIMARY KEY(file_id, row)) WITHOUT ROWID;
            CREATE INDEX rows_by_outcome ON rows(file_id, outcome, row);
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case AcquirerFileEvent.TakenIn taken:
                writer.Run(
                    "INSERT OR REPLACE INTO files(file_id, programme, name, at, position, rows, waiting) VALUES(@1, @2, @3, @4, @5, @6, @7)",
                    stored.Entity.Key, taken.Programme, taken.Name, stored.At.ToUnixTimeMilliseconds(), stored.Offset, taken.Counts.Rows, (long)taken.Counts.Ours + taken.Counts.Rejected);
                break;
            case AcquirerFileEvent.Processed processed:
                writer.Run("UPDATE files SET lines = lines + @2, counted = counted + @3, lost = 0 WHERE file_id = @1", stored.Entity.Key, processed.Lines, processed.Rows.Count(row => row.Outcome == "counted"));
                foreach (var row in processed.Rows)
                {
                    writer.Run("INSERT OR REPLACE INTO rows VALUES(@1, @2, @3, @4, @5, @6)", stored.Entity.Key, row.Row, row.Outcome, row.Reason, row.Column, row.TransactionId);
                }

                break;
            case AcquirerFileEvent.RowsLost:
                writer.Run("UPDATE files SET lost = 1 WHERE file_id = @1", stored.Entity.Key);
                break;
        }
    }

    private static string? TextAt(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
