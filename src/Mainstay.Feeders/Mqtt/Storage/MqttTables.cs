using System.Runtime.InteropServices;
using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Sessions;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>The writing connection to <c>mqtt.db</c>. Of the writing thread.</summary>
internal sealed class MqttTables : IDisposable
{
    private readonly SqliteConnectionHandle _database;

    /// <exception cref="SqliteFailedException">The file cannot be opened.</exception>
    /// <exception cref="StoreDamagedException">It was written by a newer program.</exception>
    public MqttTables(string path)
    {
        _database = new SqliteConnectionHandle(path, readOnly: false);
        MqttSchema.Prepare(_database);
    }

    public SqliteConnectionHandle Database => _database;

    public void Begin() => _database.Execute("BEGIN IMMEDIATE");

    public void Commit() => _database.Execute("COMMIT");

    public void SaveSession(long id, SessionForm form)
    {
        var row = _database.Prepare("INSERT OR REPLACE INTO sessions (id, client, owner, expiry, ends_at, is_connected, sent_before) VALUES (?, ?, ?, ?, ?, ?, ?)");
        row.Bind(1, id).Text(2, form.ClientId).Text(3, form.Owner).Bind(4, form.ExpirySeconds);
        BindInstant(row, 5, form.EndsAt).Bind(6, form.IsConnected ? 1 : 0).Bind(7, form.SentBefore).Run();
    }

    public void DeleteSession(long id)
    {
        foreach (var sql in MqttSchema.DeleteSession) _database.Prepare(sql).Bind(1, id).Run();
    }

    public void SaveWill(long session, WillForm? will)
    {
        if (will is null)
        {
            _database.Prepare("DELETE FROM wills WHERE session = ?").Bind(1, session).Run();
            return;
        }

        var row = _database.Prepare("INSERT OR REPLACE INTO wills (session, topic, payload, properties, qos, retain, expires_at, publisher, identity, delay, expiry, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        BindMessage(row.Bind(1, session), 2, will.Message).Bind(10, will.DelaySeconds);
        if (will.ExpirySeconds is { } expiry) row.Bind(11, expiry);
        else row.Null(11);
        BindInstant(row, 12, will.DueAt).Run();
    }

    public void SaveSubscription(long session, string filter, int options, uint identifier) =>
        _database.Prepare("INSERT OR REPLACE INTO subscriptions (session, filter, options, identifier) VALUES (?, ?, ?, ?)").Bind(1, session).Text(2, filter).Bind(3, options).Bind(4, identifier).Run();

    public void DeleteSubscription(long session, string filter) => _database.Prepare("DELETE FROM subscriptions WHERE session = ? AND filter = ?").Bind(1, session).Text(2, filter).Run();

    public void AddIncoming(long session, ushort packetId) => _database.Prepare("INSERT OR REPLACE INTO incoming (session, packet_id) VALUES (?, ?)").Bind(1, session).Bind(2, packetId).Run();

    public void RemoveIncoming(long session, ushort packetId) => _database.Prepare("DELETE FROM incoming WHERE session = ? AND packet_id = ?").Bind(1, session).Bind(2, packetId).Run();

    public void AddMessage(long id, BrokerMessage message)
    {
        var row = _database.Prepare("INSERT INTO messages (id, topic, payload, properties, qos, retain, expires_at, publisher, identity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        BindMessage(row.Bind(1, id), 2, message).Run();
    }

    public void AddQueued(long session, QueuedMessage message)
    {
        var row = _database.Prepare("INSERT INTO queue (session, ord, message, qos, retain, identifiers, is_released, shared) VALUES (?, ?, ?, ?, ?, ?, 0, ?)")
            .Bind(1, session).Bind(2, message.Order).Bind(3, message.Stored!.Id).Bind(4, (int)message.Qos).Bind(5, message.Retain ? 1 : 0)
            .Blob(6, MemoryMarshal.AsBytes(message.Identifiers.AsSpan()));
        BindText(row, 7, message.Shared?.ToString()).Run();
    }

    public void ReleaseQueued(long session, long order) => _database.Prepare("UPDATE queue SET is_released = 1 WHERE session = ? AND ord = ?").Bind(1, session).Bind(2, order).Run();

    public void RemoveQueued(long session, long order) => _database.Prepare("DELETE FROM queue WHERE session = ? AND ord = ?").Bind(1, session).Bind(2, order).Run();

    /// <summary>One row of a queue needs it no more.</summary>
    public void Release(StoredMessage message)
    {
        if (--message.Needed == 0) _database.Prepare("DELETE FROM messages WHERE id = ?").Bind(1, message.Id).Run();
    }

    public void SaveRetained(BrokerMessage message)
    {
        _database.Prepare("DELETE FROM retained WHERE topic = ?").Blob(1, message.Topic.Utf8).Run();
        if (message.Payload.IsEmpty) return;
        var row = _database.Prepare("INSERT INTO retained (topic, payload, properties, qos, retain, expires_at, publisher, identity) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        BindMessage(row, 1, message).Run();
    }

    public void Dispose() => _database.Dispose();

    /// <summary>Eight columns, as <see cref="MqttStoreReader.MessageOf"/> reads them.</summary>
    private static SqliteStatement BindMessage(SqliteStatement row, int first, BrokerMessage message)
    {
        row.Blob(first, message.Topic.Utf8).Blob(first + 1, message.Payload.Span).Blob(first + 2, message.ForwardedProperties.Span).Bind(first + 3, (int)message.Qos).Bind(first + 4, message.Retain ? 1 : 0);
        BindInstant(row, first + 5, message.ExpiresAt);
        BindText(row, first + 6, message.Publisher);
        return BindText(row, first + 7, message.Identity);
    }

    private static SqliteStatement BindInstant(SqliteStatement row, int index, DateTimeOffset? instant) => instant is { } known ? row.Bind(index, known.ToUnixTimeMilliseconds()) : row.Null(index);

    private static SqliteStatement BindText(SqliteStatement row, int index, string? text) => text is not null ? row.Text(index, text) : row.Null(index);
}
