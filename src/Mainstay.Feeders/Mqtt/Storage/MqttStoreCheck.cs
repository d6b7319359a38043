using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>Looks whether a <c>mqtt.db</c> is one that a server can start from: the file itself, and what its rows promise each other.</summary>
internal static class MqttStoreCheck
{
    private const string PutBack = "Nothing was changed. Put the file back from a backup, or delete it while no server runs: clients then begin anew, and what waited for them is gone.";

    private static readonly (string Sql, string What)[] s_promises =
    [
        ("SELECT count(*) FROM queue WHERE session IN (SELECT id FROM sessions) AND message NOT IN (SELECT id FROM messages)", "messages that sessions wait for are not there"),
        ("SELECT count(*) FROM queue WHERE qos NOT IN (1, 2) OR ord < 0 OR length(identifiers) % 4 <> 0", "rows of queues cannot be"),
        ("SELECT count(*) FROM messages WHERE qos NOT IN (0, 1, 2)", "messages have no quality of service"),
        ("SELECT count(*) FROM incoming WHERE packet_id NOT BETWEEN 1 AND 65535", "packet ids cannot be"),
        ("SELECT count(*) - count(DISTINCT client) FROM sessions", "sessions have the client id of another"),
    ];

    public static SideStore Of { get; } = new("mqtt.db", Check);

    private static IReadOnlyList<string> Check(string path)
    {
        try
        {
            using var database = new SqliteConnectionHandle(path, readOnly: true);
            var format = database.QueryInt64("PRAGMA user_version");
            if (format > MqttSchema.Format) return [$"It was written by a newer Mainstay (format {format}; this one knows {MqttSchema.Format}). {PutBack}"];
            var integrity = database.Prepare("PRAGMA integrity_check(1)");
            integrity.Step();
            if (integrity.Text(0) is not "ok" and var damage) return [$"The file is damaged: {damage}. {PutBack}"];
            integrity.Reset();
            return [.. s_promises.Select(promise => (Count: database.QueryInt64(promise.Sql), promise.What)).Where(found => found.Count > 0).Select(found => $"{found.Count} {found.What}. {PutBack}"), .. Names(database)];
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            return [$"It cannot be read: {damage.Message}. {PutBack}"];
        }
    }

    private static IEnumerable<string> Names(SqliteConnectionHandle database)
    {
        var wrong = 0;
        foreach (var table in (string[])["retained", "messages", "wills"])
        {
            var row = database.Prepare($"SELECT topic FROM {table}");
            while (row.Step()) wrong += TopicName.TryParse(row.Bytes(0), out _) ? 0 : 1;
        }

        var filters = database.Prepare("SELECT filter FROM subscriptions");
        while (filters.Step()) wrong += TopicFilter.TryParse(filters.Text(0), out _) ? 0 : 1;
        return wrong == 0 ? [] : [$"{wrong} topics and filters are none. {PutBack}"];
    }
}
