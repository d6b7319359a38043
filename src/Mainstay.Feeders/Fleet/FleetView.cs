using System.Collections.Immutable;
using System.Globalization;
using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Microsoft.Data.Sqlite;

namespace Mainstay.Feeders.Fleet;

/// <summary>What runs on how many devices of a model.</summary>
/// <param name="Firmware">Null: they have not said.</param>
/// <param name="Failed">Whose last update failed.</param>
internal sealed record FleetFigure(string Model, string? Firmware, long Devices, long Enrolled, long Claimed, long Failed);

/// <summary>A device in a maker's list.</summary>
internal sealed record ListedDevice(string DeviceId, string Model, string? Firmware, bool IsEnrolled, bool IsClaimed, bool IsRevoked, ListedJob<UpdateState>? Update, ListedJob<ResetState>? Reset);

/// <summary>A device's part of a roll-out or a bulk reset.</summary>
/// <param name="Id">Of the roll-out or the bulk reset.</param>
/// <param name="Code">Why it failed.</param>
internal sealed record ListedJob<TState>(string Id, TState State, string? Code)
    where TState : struct, Enum;

/// <summary>Which devices are meant; all that is given has to be so.</summary>
internal sealed record DeviceFilter(string? Model = null, string? Rollout = null, string? Reset = null, string? Begins = null, UpdateState? Update = null, ResetState? ResetIs = null);

/// <summary>How many devices of a wave are in a state.</summary>
/// <param name="Wave">From 0; the number of waves for those in none.</param>
internal sealed record JobCount(int Wave, int State, long Devices);

/// <summary>Every device, for its maker: models, what runs on them, how updates and resets went. Nothing about who has them.</summary>
internal sealed class FleetView() : View("feeders-fleet", 3)
{
    private const string Columns = "device, model, firmware, enrolled, claimed, revoked, rollout, update_state, code, reset, reset_state, reset_code";

    public List<FleetFigure> Figures() => Query(
        $"SELECT model, firmware, count(*), sum(enrolled), sum(claimed), sum(update_state = {(int)UpdateState.Failed}) FROM devices GROUP BY model, firmware ORDER BY model, firmware", [],
        rows => new FleetFigure(rows.GetString(0), Text(rows, 1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.IsDBNull(5) ? 0 : rows.GetInt64(5)));

    /// <summary>Devices by id.</summary>
    public List<ListedDevice> Devices(DeviceFilter filter, string after, int limit) => Query(
        $"""
         SELECT {Columns} FROM devices WHERE device > @1 AND (@2 IS NULL OR model = @2) AND (@3 IS NULL OR rollout = @3) AND (@4 IS NULL OR reset = @4) AND (@5 IS NULL OR substr(device, 1, length(@5)) = @5)
         AND (@6 IS NULL OR update_state = @6) AND (@7 IS NULL OR reset_state = @7) ORDER BY device LIMIT @8
         """,
        [after, Or(filter.Model), Or(filter.Rollout), Or(filter.Reset), Or(filter.Begins), Or((int?)filter.Update), Or((int?)filter.ResetIs), limit], Read);

    public ListedDevice? Device(string deviceId) => Query($"SELECT {Columns} FROM devices WHERE device = @1", [deviceId], Read).FirstOrDefault();

    /// <summary>Every device of a model.</summary>
    public List<string> DeviceIds(string model) => Query("SELECT device FROM devices WHERE model = @1", [model], rows => rows.GetString(0));

    /// <summary>Whether a model has devices, and how many of them have an owner.</summary>
    public (long Devices, long Claimed) CountOf(string model) => Query("SELECT count(*), total(claimed) FROM devices WHERE model = @1", [model], rows => (rows.GetInt64(0), (long)rows.GetDouble(1)))[0];

    /// <summary>Where the devices of a roll-out are.</summary>
    public List<JobCount> UpdateCounts(string rollout, ImmutableArray<long> limits) => Counts("rollout", "update_state", rollout, limits);

    /// <summary>Where the devices of a bulk reset are.</summary>
    public List<JobCount> ResetCounts(string reset, ImmutableArray<long> limits) => Counts("reset", "reset_state", reset, limits);

    /// <summary>Roll-outs, newest first.</summary>
    public List<string> Rollouts(int limit) => Query("SELECT rollout FROM rollouts ORDER BY at DESC LIMIT @1", [limit], rows => rows.GetString(0));

    /// <summary>Bulk resets, newest first.</summary>
    public List<string> Resets(int limit) => Query("SELECT reset FROM resets ORDER BY at DESC LIMIT @1", [limit], rows => rows.GetString(0));

    /// <summary>Firmware, newest first: id, version and model.</summary>
    public List<string> Firmware(int limit) => Query("SELECT firmware FROM firmware ORDER BY at DESC LIMIT @1", [limit], rows => rows.GetString(0));

    /// <summary>Roll-outs on which there is something to do: a wave to be told, or devices to be called back.</summary>
    public List<string> Open() => Query("SELECT rollout FROM rollouts WHERE open = 1 ORDER BY at", [], rows => rows.GetString(0));

    /// <summary>Bulk resets on which there is something to do.</summary>
    public List<string> OpenResets() => Query("SELECT reset FROM resets WHERE open = 1 ORDER BY at", [], rows => rows.GetString(0));

    protected internal override void CreateTables(SqliteConnection database) => FleetTables.Create(database);

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer) => FleetTables.Apply(stored, writer);

    /// <summary>A device's wave is the number of limits that its lot is not below.</summary>
    private List<JobCount> Counts(string job, string state, string id, ImmutableArray<long> limits)
    {
        var wave = string.Join(" + ", limits.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"({job}_lot >= @{i + 2})")));
        return Query($"SELECT {wave}, {state}, count(*) FROM devices WHERE {job} = @1 GROUP BY 1, 2", [id, .. limits], rows => new JobCount(rows.GetInt32(0), rows.GetInt32(1), rows.GetInt64(2)));
    }

    private static ListedDevice Read(SqliteDataReader rows) => new(
        rows.GetString(0), rows.GetString(1), Text(rows, 2), rows.GetInt32(3) != 0, rows.GetInt32(4) != 0, rows.GetInt32(5) != 0,
        rows.IsDBNull(6) ? null : new ListedJob<UpdateState>(rows.GetString(6), (UpdateState)rows.GetInt32(7), Text(rows, 8)),
        rows.IsDBNull(9) ? null : new ListedJob<ResetState>(rows.GetString(9), (ResetState)rows.GetInt32(10), Text(rows, 11)));

    private static object Or(object? value) => value ?? DBNull.Value;

    private static string? Text(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    private List<T> Query<T>(string sql, object[] parameters, Func<SqliteDataReader, T> read)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
#pragma warning disable CA2100 // Only texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@{i + 1}"), parameters[i]);
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read()) found.Add(read(rows));
        return found;
    }
}
