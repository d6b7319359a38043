using System.Runtime.InteropServices;
using Mainstay.Entities;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>Reads <c>mqtt.db</c> beside its writer. Thread-safe.</summary>
internal sealed class MqttStoreReader(string path) : IDisposable
{
    private const string Columns = "topic, payload, properties, qos, retain, expires_at, publisher, identity";
    private readonly SqliteConnectionHandle _database = new(path, readOnly: true);
    private readonly Lock _gate = new();

    /// <summary>Of sessions and messages.</summary>
    public long LargestId() => _database.QueryInt64("SELECT max((SELECT coalesce(max(id), 0) FROM sessions), (SELECT coalesce(max(id), 0) FROM messages))");

    /// <summary>A message that waits for somebody.</summary>
    public BrokerMessage Message(long id)
    {
        lock (_gate)
        {
            var row = _database.Prepare($"SELECT {Columns} FROM messages WHERE id = ?").Bind(1, id);
            if (!row.Step()) throw new StoreDamagedException($"Message {id} is not in {Path.GetFileName(path)}, although a session waits for it.");
            var message = MessageOf(row, 0);
            row.Reset();
            return message;
        }
    }

    public IEnumerable<BrokerMessage> Retained()
    {
        var row = _database.Prepare($"SELECT {Columns} FROM retained");
        while (row.Step()) yield return MessageOf(row, 0);
    }

    public IEnumerable<(long Id, SessionForm Form)> Sessions()
    {
        var row = _database.Prepare("SELECT id, client, owner, expiry, ends_at, is_connected, sent_before FROM sessions");
        while (row.Step()) yield return (row.Int64(0), new SessionForm(row.Text(1), row.Text(2), (uint)row.Int64(3), InstantOf(row, 4), row.Int64(5) != 0, row.Int64(6)));
    }

    public IEnumerable<(long Session, WillForm Will)> Wills()
    {
        var row = _database.Prepare($"SELECT session, {Columns}, delay, expiry, due_at FROM wills");
        while (row.Step()) yield return (row.Int64(0), new WillForm(MessageOf(row, 1), (uint)row.Int64(9), row.IsNull(10) ? null : (uint)row.Int64(10), InstantOf(row, 11)));
    }

    public IEnumerable<(long Session, string Filter, int Options, uint Identifier)> Subscriptions()
    {
        var row = _database.Prepare("SELECT session, filter, options, identifier FROM subscriptions");
        while (row.Step()) yield return (row.Int64(0), row.Text(1), (int)row.Int64(2), (uint)row.Int64(3));
    }

    public IEnumerable<(long Session, ushort PacketId)> Incoming()
    {
        var row = _database.Prepare("SELECT session, packet_id FROM incoming");
        while (row.Step()) yield return (row.Int64(0), (ushort)row.Int64(1));
    }

    /// <summary>By session, in their order.</summary>
    public IEnumerable<QueuedRow> Queued()
    {
        var row = _database.Prepare("SELECT session, ord, message, qos, retain, identifiers, is_released, shared FROM queue ORDER BY session, ord");
        while (row.Step())
            yield return new QueuedRow(row.Int64(0), row.Int64(1), row.Int64(2), (Qos)row.Int64(3), row.Int64(4) != 0, MemoryMarshal.Cast<byte, uint>(row.Bytes(5)).ToArray(), row.Int64(6) != 0, row.IsNull(7) ? null : TopicFilter.Parse(row.Text(7)));
    }

    public void Dispose() => _database.Dispose();

    private static BrokerMessage MessageOf(SqliteStatement row, int first)
    {
        var topic = TopicName.TryParse(row.Bytes(first), out var name) ? name : throw new StoreDamagedException("A message in mqtt.db has no topic.");
        return new BrokerMessage(topic, row.Bytes(first + 1).ToArray(), (Qos)row.Int64(first + 3))
        {
            ForwardedProperties = row.Bytes(first + 2).ToArray(),
            Retain = row.Int64(first + 4) != 0,
            ExpiresAt = InstantOf(row, first + 5),
            Publisher = row.IsNull(first + 6) ? null : row.Text(first + 6),
            Identity = row.IsNull(first + 7) ? null : row.Text(first + 7),
        };
    }

    private static DateTimeOffset? InstantOf(SqliteStatement row, int column) => row.IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(column));
}

/// <summary>A row of a session's queue.</summary>
internal readonly record struct QueuedRow(long Session, long Order, long Message, Qos Qos, bool Retain, uint[] Identifiers, bool IsReleased, TopicFilter? Shared);
