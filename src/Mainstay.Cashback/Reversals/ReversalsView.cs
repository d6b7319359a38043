using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.Reversals;

/// <summary>What a manager looks for among the reversals.</summary>
internal enum ReversalKind
{
    /// <summary>Somebody has to decide.</summary>
    Parked,

    /// <summary>The purchase may yet come.</summary>
    Waiting,

    /// <summary>The purchase can come no more.</summary>
    Unmatched,

    /// <summary>Somebody has decided.</summary>
    Decided,
}

/// <summary>The words for kinds, in the API and in addresses.</summary>
internal static class ReversalKinds
{
    private static readonly string[] Words = ["parked", "waiting", "unmatched", "decided"];

    public static string Word(this ReversalKind kind) => Words[(int)kind];

    /// <summary>Null for any other word.</summary>
    public static ReversalKind? Parse(string? word) => Array.IndexOf(Words, word) is >= 0 and var index ? (ReversalKind)index : null;
}

/// <summary>A reversal as it is listed for managers.</summary>
/// <param name="Participant">See <see cref="ParticipantKey"/>.</param>
/// <param name="Key">Names the reversal.</param>
/// <param name="Position">Its place in the list.</param>
/// <param name="At">When it was made.</param>
/// <param name="AmountMinor">What goes back.</param>
/// <param name="TransactionId">The acquirer's own id.</param>
/// <param name="MerchantId">The shop.</param>
/// <param name="Period">Of its local date.</param>
/// <param name="Outcome">What it comes to.</param>
/// <param name="IsDecided">Somebody has decided so.</param>
/// <param name="FileId">The file it came in.</param>
/// <param name="FileRow">1-based.</param>
internal sealed record ListedReversal(
    ParticipantKey Participant, UInt128 Key, long Position, DateTimeOffset At, long AmountMinor, string TransactionId, string MerchantId, string Period, RowOutcome Outcome, bool IsDecided, string FileId, int FileRow);

/// <summary>The reversals of each programme that wait for their purchase or for somebody, and those about which somebody has decided.</summary>
internal sealed class ReversalsView() : View("cashback-reversals", 1)
{
    private static readonly string Parked = $"outcome IN ({(int)RowOutcome.Ambiguous}, {(int)RowOutcome.TooLarge})";

    /// <summary>The reversals of a programme, newest first.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="kind">Which.</param>
    /// <param name="today">Local date.</param>
    /// <param name="before">Positions below this one.</param>
    /// <param name="limit">At most so many.</param>
    public List<ListedReversal> List(string programme, ReversalKind kind, DateOnly today, long before, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT participant, row_key, position, at, amount, transaction_id, merchant_id, period, outcome, is_decided, file_id, row FROM reversals
             WHERE programme = @1 AND position < @2 AND {Which(kind)} ORDER BY position DESC LIMIT @4
             """;
        command.Parameters.AddWithValue("@1", programme);
        command.Parameters.AddWithValue("@2", before);
        command.Parameters.AddWithValue("@3", today.DayNumber);
        command.Parameters.AddWithValue("@4", limit);
        using var rows = command.ExecuteReader();
        var found = new List<ListedReversal>();
        while (rows.Read()) found.Add(Read(rows));
        return found;
    }

    /// <summary>How many reversals of a programme wait for somebody to decide.</summary>
    public long CountParked(string programme)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM reversals WHERE programme = @1 AND {Parked}";
        command.Parameters.AddWithValue("@1", programme);
        return (long)command.ExecuteScalar()!;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            $"""
             CREATE TABLE reversals(programme TEXT NOT NULL, position INTEGER NOT NULL, participant TEXT NOT NULL, row_key BLOB NOT NULL, at INTEGER NOT NULL, amount INTEGER NOT NULL,
                                    transaction_id TEXT NOT NULL, merchant_id TEXT NOT NULL, period TEXT NOT NULL, outcome INTEGER NOT NULL, is_decided INTEGER NOT NULL DEFAULT 0,
                                    waits_until INTEGER NOT NULL, file_id TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(programme, position)) WITHOUT ROWID;
             CREATE UNIQUE INDEX reversals_by_key ON reversals(participant, row_key);
             CREATE INDEX reversals_parked ON reversals(programme, position) WHERE {Parked};
             """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        var participant = stored.Entity.Key;
        switch (stored.Event)
        {
            case ParticipantEvent.ReversalTaken { Outcome: RowOutcome.Waiting, Period: { } period, WaitsUntil: { } until } taken:
                writer.Run(
                    "INSERT INTO reversals(programme, position, participant, row_key, at, amount, transaction_id, merchant_id, period, outcome, waits_until, file_id, row) VALUES(@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13)",
                    ParticipantKey.Parse(participant).Programme, stored.Offset, participant, RowKeyBytes.Of(taken.Row.Key()), taken.Row.At.ToUnixTimeMilliseconds(), taken.Row.AmountMinor, taken.Row.TransactionId,
                    taken.Row.MerchantId, period, (int)taken.Outcome, until.DayNumber, taken.FileId, taken.FileRow);
                break;
            case ParticipantEvent.ReversalsMatched matched:
                foreach (var change in matched.Reversals) writer.Run("UPDATE reversals SET outcome = @3 WHERE participant = @1 AND row_key = @2", participant, RowKeyBytes.Of(change.Key), (int)change.Outcome);
                break;
            case ParticipantEvent.ReversalDecided decided:
                writer.Run("UPDATE reversals SET is_decided = @3 WHERE participant = @1 AND row_key = @2", participant, RowKeyBytes.Of(decided.Key), decided.Purchase is not null || decided.IsDismissed);
                break;
            case ParticipantEvent.Withdrawn withdrawn:
                foreach (var period in withdrawn.Forfeited) writer.Run("DELETE FROM reversals WHERE participant = @1 AND period = @2", participant, period.Period);
                break;
        }
    }

    private static string Which(ReversalKind kind) => kind switch
    {
        ReversalKind.Parked => Parked,
        ReversalKind.Waiting => $"outcome = {(int)RowOutcome.Waiting} AND waits_until >= @3",
        ReversalKind.Unmatched => $"outcome = {(int)RowOutcome.Waiting} AND waits_until < @3",
        _ => "is_decided = 1",
    };

    private static ListedReversal Read(SqliteDataReader row) => new(
        ParticipantKey.Parse(row.GetString(0)), RowKeyBytes.ReadAt(row, 1), row.GetInt64(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetString(7), (RowOutcome)row.GetByte(8), row.GetBoolean(9), row.GetString(10), row.GetInt32(11));
}
