using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Microsoft.Data.Sqlite;

namespace Mainstay.Feeders.Fleet;

/// <summary>What runs on how many devices of a model.</summary>
/// <param name="Firmware">Null: they have not said.</param>
/// <param name="Failed">Whose last update failed.</param>
internal sealed record FleetFigure(string Model, string? Firmware, long Devices, long Enrolled, long Claimed, long Failed);

/// <summary>A device in a maker's list.</summary>
internal sealed record ListedDevice(string DeviceId, string Model, string? Firmware, bool IsEnrolled, bool IsClaimed, bool IsRevoked, string? RolloutId, UpdateState? Update, string? Code);

/// <summary>Every device, for its maker: models, what runs on them, how updates went. Nothing about who has them.</summary>
internal sealed class FleetView() : View("feeders-fleet", 1)
{
    public List<FleetFigure> Figures() => Query(
        $"SELECT model, firmware, count(*), sum(enrolled), sum(claimed), sum(update_state = {(int)UpdateState.Failed}) FROM devices GROUP BY model, firmware ORDER BY model, firmware", [],
        rows => new FleetFigure(rows.GetString(0), Text(rows, 1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.IsDBNull(5) ? 0 : rows.GetInt64(5)));

    /// <summary>Devices by id; of a model, or of a roll-out, where one is given.</summary>
    public List<ListedDevice> Devices(string? model, string? rollout, string after, int limit) => Query(
        "SELECT device, model, firmware, enrolled, claimed, revoked, rollout, update_state, code FROM devices WHERE device > @1 AND (@2 IS NULL OR model = @2) AND (@3 IS NULL OR rollout = @3) ORDER BY device LIMIT @4",
        [after, (object?)model ?? DBNull.Value, (object?)rollout ?? DBNull.Value, limit],
        rows => new ListedDevice(
            rows.GetString(0), rows.GetString(1), Text(rows, 2), rows.GetInt32(3) != 0, rows.GetInt32(4) != 0, rows.GetInt32(5) != 0, Text(rows, 6), rows.IsDBNull(7) ? null : (UpdateState)rows.GetInt32(7), Text(rows, 8)));

    /// <summary>Roll-outs, newest first.</summary>
    public List<string> Rollouts(int limit) => Query("SELECT rollout FROM rollouts ORDER BY at DESC LIMIT @1", [limit], rows => rows.GetString(0));

    /// <summary>Roll-outs on which there is something to do: a wave to be told, or devices to be called back.</summary>
    public List<string> Open() => Query("SELECT rollout FROM rollouts WHERE open = 1 ORDER BY at", [], rows => rows.GetString(0));

    protected internal override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE devices (
                device TEXT PRIMARY KEY, model TEXT NOT NULL, firmware TEXT, enrolled INTEGER NOT NULL DEFAULT 0, claimed INTEGER NOT NULL DEFAULT 0, revoked INTEGER NOT NULL DEFAULT 0,
                rollout TEXT, update_state INTEGER, code TEXT) WITHOUT ROWID;
            CREATE INDEX devices_by_model ON devices (model, device);
            CREATE INDEX devices_by_rollout ON devices (rollout, device);
            CREATE TABLE rollouts (rollout TEXT PRIMARY KEY, at INTEGER NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        var key = stored.Entity.Key;
        if (stored.Event is RolloutEvent rollout) ApplyRollout(key, rollout, writer);
        if (stored.Event is not DeviceEvent device) return;
        switch (device)
        {
            case DeviceEvent.Made made:
                writer.Run("INSERT OR IGNORE INTO devices (device, model) VALUES (@1, @2)", key, made.Model);
                break;
            case DeviceEvent.UpdateAssigned assigned:
                writer.Run("UPDATE devices SET rollout = @2, update_state = 0, code = NULL WHERE device = @1", key, assigned.RolloutId);
                break;
            case DeviceEvent.UpdateMoved moved:
                writer.Run("UPDATE devices SET update_state = @3, code = @4 WHERE device = @1 AND rollout = @2", key, moved.RolloutId, (int)moved.State, moved.Code);
                break;
            case DeviceEvent.FirmwareSeen seen:
                writer.Run("UPDATE devices SET firmware = @2 WHERE device = @1", key, seen.Version);
                break;
            default:
                ApplyOwner(key, device, writer);
                break;
        }
    }

    private static void ApplyOwner(string key, DeviceEvent device, ViewWriter writer)
    {
        var change = device switch
        {
            DeviceEvent.Enrolled => "enrolled = 1",
            DeviceEvent.Claimed => "claimed = 1",
            DeviceEvent.Released => "claimed = 0",
            DeviceEvent.Revoked => "revoked = 1",
            DeviceEvent.SecretRenewed => "revoked = 0, enrolled = 0",
            _ => null,
        };
        if (change is not null) writer.Run($"UPDATE devices SET {change} WHERE device = @1", key);
    }

    private static void ApplyRollout(string key, RolloutEvent rollout, ViewWriter writer)
    {
        if (rollout is RolloutEvent.Begun begun) writer.Run("INSERT INTO rollouts VALUES (@1, @2, 1)", key, begun.At.ToUnixTimeMilliseconds());
        if (rollout is RolloutEvent.WaveAssigned or RolloutEvent.Finished) writer.Run("UPDATE rollouts SET open = 0 WHERE rollout = @1", key);
        if (rollout is RolloutEvent.WaveBegun or RolloutEvent.Stopped) writer.Run("UPDATE rollouts SET open = 1 WHERE rollout = @1", key);
    }

    private static string? Text(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    private List<T> Query<T>(string sql, object[] parameters, Func<SqliteDataReader, T> read)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
#pragma warning disable CA2100 // Only texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@{i + 1}"), parameters[i]);
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read()) found.Add(read(rows));
        return found;
    }
}
