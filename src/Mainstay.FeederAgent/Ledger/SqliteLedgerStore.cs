using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>
/// The ledger in a file. Write-ahead log with <c>synchronous=FULL</c>: what a commit has written is on the card when it returns. A row's body is JSON, so that a later program adds fields without a migration;
/// the columns beside it are what rows are looked for by.
/// </summary>
internal sealed class SqliteLedgerStore : ILedgerStore
{
    private const int Format = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS meal (occurrence_id TEXT PRIMARY KEY, due INTEGER NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS meal_due ON meal (due);
        CREATE TABLE IF NOT EXISTS command (command_id TEXT PRIMARY KEY, received INTEGER NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS one (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;

    // History is read for a page while the feeder writes; a connection is one thread's at a time.
    private readonly Lock _gate = new();

    private SqliteLedgerStore(SqliteConnection connection) => _connection = connection;

    /// <exception cref="LedgerFailedException">The file cannot be opened, or a newer program wrote it.</exception>
    public static SqliteLedgerStore Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var store = new SqliteLedgerStore(connection);
            store.Prepare(path);
            return store;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw new LedgerFailedException($"The ledger {path} cannot be opened: {failure.Message}", failure);
        }
    }

    public LedgerContents Load(Instant since) => Guarded(() => new LedgerContents(
        [.. Read("SELECT body FROM meal WHERE open = 1 OR due >= $since ORDER BY due", LedgerJson.Default.Entry, ("$since", Ticks(since)))],
        Read("SELECT body FROM one WHERE name = 'plan'", LedgerJson.Default.StoredPlan).Select(PlanRows.Restore).FirstOrDefault() ?? AdoptedPlan.None,
        Read("SELECT body FROM one WHERE name = 'clock'", LedgerJson.Default.ClockRecord).FirstOrDefault(),
        [.. Read("SELECT body FROM command", LedgerJson.Default.CommandRecord)],
        Rows("SELECT name, value FROM setting").ToImmutableDictionary(row => row[0], row => row[1], StringComparer.Ordinal)));

    public void Commit(LedgerChange change) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        if (change.ForgetsMeals) Execute("DELETE FROM meal; DELETE FROM command; DELETE FROM one WHERE name = 'plan'");
        if (!change.Entries.IsDefault) foreach (var entry in change.Entries) Put(entry);
        if (!change.Commands.IsDefault) foreach (var command in change.Commands) Put(command);
        if (!change.Settings.IsDefault) foreach (var (name, value) in change.Settings) Put(name, value);
        if (change.Plan is { } plan) PutOne("plan", JsonSerializer.Serialize(PlanRows.Of(plan), LedgerJson.Default.StoredPlan));
        if (change.Clock is { } clock) PutOne("clock", JsonSerializer.Serialize(clock, LedgerJson.Default.ClockRecord));
        transaction.Commit();
        return true;
    });

    public void Prune(Instant before) => Guarded(() =>
    {
        Execute("DELETE FROM meal WHERE open = 0 AND due < $before", ("$before", Ticks(before)));
        Execute("DELETE FROM command WHERE open = 0 AND received < $before", ("$before", Ticks(before)));
        return true;
    });

    public IReadOnlyList<Entry> History(Instant from, Instant to, int limit, string before = "") => Guarded(() => Read(
        "SELECT body FROM meal WHERE due >= $from AND (due, occurrence_id) < ($to, $before) ORDER BY due DESC, occurrence_id DESC LIMIT $limit",
        LedgerJson.Default.Entry,
        ("$from", Ticks(from)), ("$to", Ticks(to)), ("$before", before), ("$limit", limit)).ToList());

    public void Dispose() => _connection.Dispose();

    private void Prepare(string path)
    {
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        if (Rows("PRAGMA user_version") is [[var format]] && int.Parse(format, System.Globalization.CultureInfo.InvariantCulture) > Format)
            throw new LedgerFailedException($"The ledger {path} was written by a newer program.", new InvalidDataException(format));
        Execute(Schema);
        Execute("PRAGMA user_version=1");
    }

    private void Put(Entry entry) => Execute(
        "INSERT INTO meal VALUES ($id, $due, $open, $body) ON CONFLICT DO UPDATE SET due = excluded.due, open = excluded.open, body = excluded.body",
        ("$id", entry.OccurrenceId), ("$due", Ticks(entry.Due)), ("$open", entry.IsFinal && !entry.IsUnreported ? 0 : 1), ("$body", JsonSerializer.Serialize(entry, LedgerJson.Default.Entry)));

    private void Put(CommandRecord command) => Execute(
        "INSERT INTO command VALUES ($id, $received, $open, $body) ON CONFLICT DO UPDATE SET open = excluded.open, body = excluded.body",
        ("$id", command.CommandId), ("$received", Ticks(command.ReceivedAt)), ("$open", command.IsReported ? 0 : 1), ("$body", JsonSerializer.Serialize(command, LedgerJson.Default.CommandRecord)));

    private void Put(string name, string? value)
    {
        if (value is null) Execute("DELETE FROM setting WHERE name = $name", ("$name", name));
        else Execute("INSERT INTO setting VALUES ($name, $value) ON CONFLICT DO UPDATE SET value = excluded.value", ("$name", name), ("$value", value));
    }

    private void PutOne(string name, string body) => Execute("INSERT INTO one VALUES ($name, $body) ON CONFLICT DO UPDATE SET body = excluded.body", ("$name", name), ("$body", body));

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private IEnumerable<T> Read<T>(string sql, JsonTypeInfo<T> json, params ReadOnlySpan<(string Name, object Value)> values) =>
        Rows(sql, values).Select(row => JsonSerializer.Deserialize(row[0], json) ?? throw new JsonException("An empty row."));

    private List<string[]> Rows(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        List<string[]> rows = [];
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            lock (_gate) return work();
        }
        catch (Exception failure) when (failure is SqliteException or JsonException)
        {
            throw new LedgerFailedException($"The ledger failed: {failure.Message}", failure);
        }
    }

    private static long Ticks(Instant instant) => instant == Instant.MinValue ? long.MinValue : instant.ToUnixTimeMilliseconds();
}
