using Mainstay.Entities;
using SQLitePCL;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>The tables of <c>mqtt.db</c>.</summary>
internal static class MqttSchema
{
    public const int Format = 2;

    /// <summary>Everything of one session.</summary>
    public static IReadOnlyList<string> DeleteSession { get; } =
    [
        "DELETE FROM sessions WHERE id = ?", "DELETE FROM wills WHERE session = ?", "DELETE FROM subscriptions WHERE session = ?", "DELETE FROM queue WHERE session = ?", "DELETE FROM incoming WHERE session = ?",
    ];

    private static string Message => "topic BLOB NOT NULL, payload BLOB NOT NULL, properties BLOB NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, expires_at INTEGER, publisher TEXT, identity TEXT";

    private static string Tables => $"""
        CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, client TEXT NOT NULL, owner TEXT NOT NULL, expiry INTEGER NOT NULL, ends_at INTEGER, is_connected INTEGER NOT NULL, sent_before INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS wills (session INTEGER PRIMARY KEY, {Message}, delay INTEGER NOT NULL, expiry INTEGER, due_at INTEGER) STRICT;
        CREATE TABLE IF NOT EXISTS subscriptions (session INTEGER NOT NULL, filter TEXT NOT NULL, options INTEGER NOT NULL, identifier INTEGER NOT NULL, PRIMARY KEY (session, filter)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, {Message}) STRICT;
        CREATE TABLE IF NOT EXISTS queue (session INTEGER NOT NULL, ord INTEGER NOT NULL, message INTEGER NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, identifiers BLOB NOT NULL, is_released INTEGER NOT NULL, shared TEXT,
            PRIMARY KEY (session, ord)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS incoming (session INTEGER NOT NULL, packet_id INTEGER NOT NULL, PRIMARY KEY (session, packet_id)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS retained ({Message}) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS retained_by_topic ON retained (topic);
        """;

    /// <summary>Completes what an earlier process left in the log before anything is read, and drops what belongs to no session.</summary>
    /// <exception cref="StoreDamagedException">The file was written by a newer program.</exception>
    public static void Prepare(SqliteConnectionHandle database)
    {
        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute("PRAGMA synchronous = FULL");
        database.Execute("PRAGMA wal_autocheckpoint = 4000");
        if (!database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE)) throw new SqliteFailedException(database.Path, "wal_checkpoint", raw.SQLITE_BUSY, "somebody else has the file open");
        var format = database.QueryInt64("PRAGMA user_version");
        if (format > Format) throw new StoreDamagedException($"{Path.GetFileName(database.Path)} was written by a newer Mainstay (format {format}; this one knows {Format}). Nothing was changed.");
        database.Execute(Tables);
        if (format == 1) database.Execute("ALTER TABLE queue ADD COLUMN shared TEXT");
        database.Execute($"PRAGMA user_version = {Format}");
        database.Execute("DELETE FROM queue WHERE session NOT IN (SELECT id FROM sessions)");
        database.Execute("DELETE FROM messages WHERE id NOT IN (SELECT message FROM queue)");
    }
}
