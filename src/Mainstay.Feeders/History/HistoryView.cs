using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Microsoft.Data.Sqlite;

namespace Mainstay.Feeders.History;

/// <summary>A notice as it stands in a list.</summary>
internal sealed record ListedNotice(long Position, string FeederId, string Kind, DateTimeOffset At, DateTimeOffset About, string? OccurrenceId, DateTimeOffset TellAt);

/// <summary>The hopper at one moment.</summary>
internal sealed record HopperSample(DateTimeOffset At, int Percent);

/// <summary>Every feeder's occurrences, notices and hopper, for as long as somebody has it. Of an occurrence the highest revision stands, in whichever order they came.</summary>
internal sealed class HistoryView() : View("feeders-history", 1)
{
    private const string Columns = "occurrence, revision, standing, origin, due, asked, given, doubtful, grams, started, ended, reason, clock_known, plan_version, reported";

    /// <summary>Occurrences that were due from one instant to below another, newest first.</summary>
    /// <param name="before">Go on below this due instant (Unix milliseconds) …</param>
    /// <param name="beforeId">… or at it, below this occurrence.</param>
    public List<MealLine> Meals(string feederId, DateTimeOffset from, DateTimeOffset to, long before, string beforeId, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT {Columns} FROM meals
             WHERE feeder = @1 AND due >= @2 AND due < @3 AND (due, occurrence) < (@4, @5)
             ORDER BY due DESC, occurrence DESC LIMIT @6
             """;
        command.Parameters.AddWithValue("@1", feederId);
        command.Parameters.AddWithValue("@2", from.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@3", to.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@4", before);
        command.Parameters.AddWithValue("@5", beforeId);
        command.Parameters.AddWithValue("@6", limit);
        using var rows = command.ExecuteReader();
        var found = new List<MealLine>();
        while (rows.Read()) found.Add(Read(rows));
        return found;
    }

    /// <summary>A feeder's notices, newest first.</summary>
    public List<ListedNotice> Notices(string feederId, long before, int limit) =>
        Notices("feeder = @1 AND position < @2 ORDER BY position DESC LIMIT @3", feederId, before, limit);

    /// <summary>Everybody's notices after a position, oldest first.</summary>
    public List<ListedNotice> NoticesAfter(long position, int limit) => Notices("@1 = '' AND position > @2 ORDER BY position LIMIT @3", "", position, limit);

    /// <summary>The hopper since an instant, oldest first.</summary>
    public List<HopperSample> Hopper(string feederId, DateTimeOffset since, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT at, percent FROM hopper WHERE feeder = @1 AND at >= @2 ORDER BY at LIMIT @3";
        command.Parameters.AddWithValue("@1", feederId);
        command.Parameters.AddWithValue("@2", since.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@3", limit);
        using var rows = command.ExecuteReader();
        var found = new List<HopperSample>();
        while (rows.Read()) found.Add(new HopperSample(At(rows, 0), rows.GetInt32(1)));
        return found;
    }

    protected internal override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE meals (
                feeder TEXT NOT NULL, due INTEGER NOT NULL, occurrence TEXT NOT NULL, revision INTEGER NOT NULL, standing INTEGER NOT NULL, origin INTEGER NOT NULL, asked INTEGER NOT NULL,
                given INTEGER NOT NULL, doubtful INTEGER NOT NULL, grams TEXT, started INTEGER, ended INTEGER, reason TEXT, clock_known INTEGER NOT NULL, plan_version INTEGER NOT NULL, reported INTEGER,
                PRIMARY KEY (feeder, occurrence)) WITHOUT ROWID;
            CREATE INDEX meals_by_due ON meals (feeder, due, occurrence);
            CREATE TABLE notices (position INTEGER PRIMARY KEY, feeder TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, about INTEGER NOT NULL, occurrence TEXT, tell_at INTEGER NOT NULL);
            CREATE INDEX notices_of ON notices (feeder, position);
            CREATE TABLE hopper (feeder TEXT NOT NULL, at INTEGER NOT NULL, percent INTEGER NOT NULL, PRIMARY KEY (feeder, at)) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        var feeder = stored.Entity.Key;
        switch (stored.Event)
        {
            case FeederEvent.MealReported reported:
                Put(feeder, reported.Line, writer);
                break;
            case FeederEvent.MealsUnreported unreported:
                foreach (var line in unreported.Lines) Put(feeder, line, writer);
                break;
            case FeederEvent.Noticed noticed:
                writer.Run(
                    "INSERT INTO notices VALUES (@1, @2, @3, @4, @5, @6, @7)", stored.Offset, feeder, noticed.Kind, stored.At.ToUnixTimeMilliseconds(), noticed.About.ToUnixTimeMilliseconds(),
                    noticed.OccurrenceId, noticed.TellAt.ToUnixTimeMilliseconds());
                break;
            case FeederEvent.ConditionSaid { Condition: { HopperPercent: { } percent } condition }:
                writer.Run("INSERT OR REPLACE INTO hopper VALUES (@1, @2, @3)", feeder, condition.At.ToUnixTimeMilliseconds(), percent);
                break;
            case FeederEvent.Ended:
                foreach (var table in (string[])["meals", "notices", "hopper"]) writer.Run($"DELETE FROM {table} WHERE feeder = @1", feeder);
                break;
        }
    }

    private static void Put(string feeder, MealLine line, ViewWriter writer) => writer.Run(
        """
        INSERT INTO meals (feeder, occurrence, revision, standing, origin, due, asked, given, doubtful, grams, started, ended, reason, clock_known, plan_version, reported)
        VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16)
        ON CONFLICT (feeder, occurrence) DO UPDATE SET revision = excluded.revision, standing = excluded.standing, origin = excluded.origin, due = excluded.due, asked = excluded.asked, given = excluded.given,
            doubtful = excluded.doubtful, grams = excluded.grams, started = excluded.started, ended = excluded.ended, reason = excluded.reason, clock_known = excluded.clock_known,
            plan_version = excluded.plan_version, reported = excluded.reported
        WHERE excluded.revision > meals.revision
        """,
        feeder, line.OccurrenceId, line.Revision, (int)line.Standing, (int)line.Origin, line.Due.ToUnixTimeMilliseconds(), line.Asked, line.Given, line.Doubtful,
        line.Grams?.ToString("R", System.Globalization.CultureInfo.InvariantCulture), Ms(line.StartedAt), Ms(line.EndedAt), line.Reason, line.IsClockKnown ? 1 : 0, line.PlanVersion, Ms(line.ReportedAt));

    private static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private static MealLine Read(SqliteDataReader rows) => new(
        rows.GetString(0), rows.GetInt32(1), (MealStanding)rows.GetInt32(2), (MealOrigin)rows.GetInt32(3), At(rows, 4), rows.GetInt32(5), rows.GetInt32(6), rows.GetInt32(7),
        rows.IsDBNull(8) ? null : double.Parse(rows.GetString(8), System.Globalization.CultureInfo.InvariantCulture), MaybeAt(rows, 9), MaybeAt(rows, 10), rows.IsDBNull(11) ? null : rows.GetString(11),
        rows.GetInt32(12) != 0, rows.GetInt64(13), MaybeAt(rows, 14));

    private static DateTimeOffset At(SqliteDataReader rows, int column) => DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(column));

    private static DateTimeOffset? MaybeAt(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : At(rows, column);

    private List<ListedNotice> Notices(string where, string feeder, long position, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT position, feeder, kind, at, about, occurrence, tell_at FROM notices WHERE " + where;
        command.Parameters.AddWithValue("@1", feeder);
        command.Parameters.AddWithValue("@2", position);
        command.Parameters.AddWithValue("@3", limit);
        using var rows = command.ExecuteReader();
        var found = new List<ListedNotice>();
        while (rows.Read()) found.Add(new ListedNotice(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), At(rows, 3), At(rows, 4), rows.IsDBNull(5) ? null : rows.GetString(5), At(rows, 6)));
        return found;
    }
}
