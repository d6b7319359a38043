using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Microsoft.Data.Sqlite;

namespace Mainstay.Feeders.Fleet;

/// <summary>What <see cref="FleetView"/> keeps, and how events change it.</summary>
internal static class FleetTables
{
    public static void Create(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE devices (
                device TEXT PRIMARY KEY, model TEXT NOT NULL, firmware TEXT, enrolled INTEGER NOT NULL DEFAULT 0, claimed INTEGER NOT NULL DEFAULT 0, revoked INTEGER NOT NULL DEFAULT 0,
                rollout TEXT, rollout_lot INTEGER, update_state INTEGER, code TEXT, reset TEXT, reset_lot INTEGER, reset_state INTEGER, reset_code TEXT) WITHOUT ROWID;
            CREATE INDEX devices_by_model ON devices (model, device);
            CREATE INDEX devices_by_rollout ON devices (rollout, device);
            CREATE INDEX devices_by_reset ON devices (reset, device);
            CREATE TABLE rollouts (rollout TEXT PRIMARY KEY, at INTEGER NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE resets (reset TEXT PRIMARY KEY, at INTEGER NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE firmware (firmware TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    public static void Apply(in StoredEvent stored, ViewWriter writer)
    {
        var key = stored.Entity.Key;
        switch (stored.Event)
        {
            case RolloutEvent rollout:
                Apply(key, rollout, writer);
                break;
            case BulkResetEvent reset:
                Apply(key, reset, writer);
                break;
            case FirmwareEvent.Uploaded uploaded:
                writer.Run("INSERT OR IGNORE INTO firmware VALUES (@1, @2)", key, uploaded.At.ToUnixTimeMilliseconds());
                break;
            case DeviceEvent device:
                Apply(key, device, writer);
                break;
        }
    }

    private static void Apply(string key, DeviceEvent device, ViewWriter writer)
    {
        switch (device)
        {
            case DeviceEvent.Made made:
                writer.Run("INSERT OR IGNORE INTO devices (device, model) VALUES (@1, @2)", key, made.Model);
                break;
            case DeviceEvent.UpdateAssigned assigned:
                writer.Run("UPDATE devices SET rollout = @2, rollout_lot = @3, update_state = 0, code = NULL WHERE device = @1", key, assigned.RolloutId, (long)WaveRules.LotOf(assigned.RolloutId, key));
                break;
            case DeviceEvent.UpdateMoved moved:
                writer.Run("UPDATE devices SET update_state = @3, code = @4 WHERE device = @1 AND rollout = @2", key, moved.RolloutId, (int)moved.State, moved.Code);
                break;
            case DeviceEvent.ResetAssigned assigned:
                writer.Run("UPDATE devices SET reset = @2, reset_lot = @3, reset_state = 0, reset_code = NULL WHERE device = @1", key, assigned.ResetId, (long)WaveRules.LotOf(assigned.ResetId, key));
                break;
            case DeviceEvent.ResetMoved moved:
                writer.Run("UPDATE devices SET reset_state = @3, reset_code = @4 WHERE device = @1 AND reset = @2", key, moved.ResetId, (int)moved.State, moved.Code);
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

    private static void Apply(string key, RolloutEvent rollout, ViewWriter writer)
    {
        if (rollout is RolloutEvent.Begun begun) writer.Run("INSERT INTO rollouts VALUES (@1, @2, 1)", key, begun.At.ToUnixTimeMilliseconds());
        if (rollout is RolloutEvent.WaveAssigned or RolloutEvent.Finished) writer.Run("UPDATE rollouts SET open = 0 WHERE rollout = @1", key);
        if (rollout is RolloutEvent.WaveBegun or RolloutEvent.Stopped or RolloutEvent.Resumed) writer.Run("UPDATE rollouts SET open = 1 WHERE rollout = @1", key);
    }

    private static void Apply(string key, BulkResetEvent reset, ViewWriter writer)
    {
        if (reset is BulkResetEvent.Begun begun) writer.Run("INSERT INTO resets VALUES (@1, @2, 1)", key, begun.At.ToUnixTimeMilliseconds());
        if (reset is BulkResetEvent.WaveAssigned) writer.Run("UPDATE resets SET open = 0 WHERE reset = @1", key);
        if (reset is BulkResetEvent.WaveBegun or BulkResetEvent.Stopped or BulkResetEvent.Finished) writer.Run("UPDATE resets SET open = 1 WHERE reset = @1", key);
    }
}
