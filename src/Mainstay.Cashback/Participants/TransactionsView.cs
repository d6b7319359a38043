using Mainstay.Cashback.Leaving;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.Participants;

/// <summary>A purchase or reversal as a person sees it.</summary>
internal sealed record ListedTransaction(
    DateTimeOffset At, long Offset, string TransactionId, string InstrumentId, long AmountMinor, bool IsReversal, RowOutcome Outcome, string? Period,
    long ShownMinor, long RunningMinor, string MerchantId, DateOnly? WaitsUntil, UInt128 Key)
{
    /// <summary>Whether a reversal has waited in vain: its purchase can come no more.</summary>
    public bool IsUnmatched(DateOnly today) => Outcome == RowOutcome.Waiting && today > WaitsUntil;
}

/// <summary>What a person looks for in their list.</summary>
internal enum TransactionKind
{
    All,
    Counted,
    NotCounted,
    Waiting,
}

/// <summary>Every person's purchases, until their account is closed for good.</summary>
internal sealed class TransactionsView() : View("cashback-transactions", 5)
{
    private const int QuarterMilliseconds = 15 * 60 * 1000;
    private const string Columns = "at, position, transaction_id, instrument_id, amount, is_reversal, outcome, period, shown, running, merchant_id, waits_until, row_key";

    private const string Adds = "ON CONFLICT DO UPDATE SET earned = earned + excluded.earned";

    // What a person's rows of a period add up to so far: of their rows, which lie together.
    private const string Earned = "SELECT coalesce(sum(earned), 0) FROM transactions WHERE participant = @1 AND period = @5";

    // What each row adds to the sum within the cap, in the order in which they were taken, with what each comes to now: after a reversal that no longer counts, others have room under the cap, or have it no more.
    private const string Again =
        """
        UPDATE transactions SET shown = again.shown, running = again.running
        FROM (
          SELECT at, position, min(after, @3) - min(after - part, @3) AS shown, min(after, @3) AS running, shown AS was_shown, running AS was_running
          FROM (SELECT at, position, shown, running, reward AS part, sum(reward) OVER (ORDER BY position) AS after FROM transactions WHERE participant = @1 AND period = @2)
        ) AS again
        WHERE participant = @1 AND transactions.at = again.at AND transactions.position = again.position AND (again.shown, again.running) <> (again.was_shown, again.was_running)
        """;

    // Those of RowOutcomes.IsOpen.
    private static readonly string Open = $"{(int)RowOutcome.Waiting}, {(int)RowOutcome.Ambiguous}, {(int)RowOutcome.TooLarge}";

    private static readonly string Kind =
        $"CASE WHEN outcome = {(int)RowOutcome.Counted} THEN {(int)TransactionKind.Counted} WHEN outcome IN ({Open}) THEN {(int)TransactionKind.Waiting} ELSE {(int)TransactionKind.NotCounted} END";

    /// <summary>A person's transactions, newest first.</summary>
    /// <param name="who">Whose.</param>
    /// <param name="period">Only those of its days; null: all.</param>
    /// <param name="before">Begin below this instant (Unix milliseconds) …</param>
    /// <param name="beforePosition">… or at it, below this position.</param>
    /// <param name="limit">At most so many.</param>
    public List<ListedTransaction> List(ParticipantKey who, string? period, long before, long beforePosition, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT {Columns} FROM transactions
             WHERE participant = @1 AND (at, position) < (@2, @3) AND (@4 IS NULL OR period = @4)
             ORDER BY at DESC, position DESC LIMIT @5
             """;
        command.Parameters.AddWithValue("@1", who.ToString());
        command.Parameters.AddWithValue("@2", before);
        command.Parameters.AddWithValue("@3", beforePosition);
        command.Parameters.AddWithValue("@4", (object?)period ?? DBNull.Value);
        command.Parameters.AddWithValue("@5", limit);
        using var rows = command.ExecuteReader();
        var found = new List<ListedTransaction>();
        while (rows.Read()) found.Add(Read(rows));
        return found;
    }

    /// <summary>A person's transactions between two instants, newest first.</summary>
    /// <param name="who">Whose.</param>
    /// <param name="since">From here on (Unix milliseconds) …</param>
    /// <param name="before">… to below this instant …</param>
    /// <param name="beforePosition">… or at it, below this position.</param>
    /// <param name="kind">Only those; see <see cref="TransactionKind"/>.</param>
    /// <param name="limit">At most so many.</param>
    public List<ListedTransaction> List(ParticipantKey who, long since, long before, long beforePosition, TransactionKind kind, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText =
            $"""
             SELECT {Columns} FROM transactions
             WHERE participant = @1 AND at >= @2 AND (at, position) < (@3, @4) AND (@5 = 0 OR {Kind} = @5)
             ORDER BY at DESC, position DESC LIMIT @6
             """;
        command.Parameters.AddWithValue("@1", who.ToString());
        command.Parameters.AddWithValue("@2", since);
        command.Parameters.AddWithValue("@3", before);
        command.Parameters.AddWithValue("@4", beforePosition);
        command.Parameters.AddWithValue("@5", (int)kind);
        command.Parameters.AddWithValue("@6", limit);
        using var rows = command.ExecuteReader();
        var found = new List<ListedTransaction>();
        while (rows.Read()) found.Add(Read(rows));
        return found;
    }

    /// <summary>Some of a person's transactions, oldest first.</summary>
    public List<ListedTransaction> Find(ParticipantKey who, IReadOnlyCollection<UInt128> keys)
    {
        if (keys.Count == 0) return [];
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM transactions WHERE participant = @1 ORDER BY at, position";
        command.Parameters.AddWithValue("@1", who.ToString());
        using var rows = command.ExecuteReader();
        var (wanted, found) = (keys.ToHashSet(), new List<ListedTransaction>());
        while (rows.Read() && found.Count < wanted.Count)
        {
            if (wanted.Contains(RowKeyBytes.ReadAt(rows, 12))) found.Add(Read(rows));
        }

        return found;
    }

    /// <summary>How many of a person's transactions between two instants are of each kind.</summary>
    public Dictionary<TransactionKind, long> Kinds(ParticipantKey who, long since, long before)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = $"SELECT {Kind}, count(*) FROM transactions WHERE participant = @1 AND at >= @2 AND at < @3 GROUP BY 1";
        command.Parameters.AddWithValue("@1", who.ToString());
        command.Parameters.AddWithValue("@2", since);
        command.Parameters.AddWithValue("@3", before);
        using var rows = command.ExecuteReader();
        var kinds = new Dictionary<TransactionKind, long>();
        while (rows.Read()) kinds.Add((TransactionKind)rows.GetInt32(0), rows.GetInt64(1));
        return kinds;
    }

    /// <summary>When a person's purchases and reversals of a period were made, and what each adds to the reward within the cap or takes from it; oldest first.</summary>
    public List<(DateTimeOffset At, long ShownMinor)> Course(ParticipantKey who, string period)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT at, shown FROM transactions WHERE participant = @1 AND period = @2 AND outcome IN (@3, @4) ORDER BY at";
        command.Parameters.AddWithValue("@1", who.ToString());
        command.Parameters.AddWithValue("@2", period);
        command.Parameters.AddWithValue("@3", (int)RowOutcome.Counted);
        command.Parameters.AddWithValue("@4", (int)RowOutcome.Reversed);
        using var rows = command.ExecuteReader();
        var course = new List<(DateTimeOffset, long)>();
        while (rows.Read()) course.Add((DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)), rows.GetInt64(1)));
        return course;
    }

    /// <summary>
    /// What purchases and reversals of a period add to everybody's rewards within the cap or take from them, by the quarter of an hour in which they were made, oldest first; together what the period came to so far. Every zone's
    /// days begin with a quarter of an hour, so there are 96 rows for a day at the most.
    /// </summary>
    public List<(DateTimeOffset At, long EarnedMinor)> Growth(string programme, string period)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT quarter, earned FROM growth WHERE programme = @1 AND period = @2 ORDER BY quarter";
        command.Parameters.AddWithValue("@1", programme);
        command.Parameters.AddWithValue("@2", period);
        using var rows = command.ExecuteReader();
        var growth = new List<(DateTimeOffset, long)>();
        while (rows.Read()) growth.Add((DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0) * QuarterMilliseconds), rows.GetInt64(1)));
        return growth;
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE transactions(participant TEXT NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL, transaction_id TEXT NOT NULL, instrument_id TEXT NOT NULL,
                                      amount INTEGER NOT NULL, is_reversal INTEGER NOT NULL, outcome INTEGER NOT NULL, period TEXT, shown INTEGER NOT NULL,
                                      running INTEGER NOT NULL, merchant_id TEXT NOT NULL, row_key BLOB NOT NULL, waits_until INTEGER, earned INTEGER NOT NULL, reward INTEGER NOT NULL,
                                      PRIMARY KEY(participant, at, position)) WITHOUT ROWID;
            CREATE TABLE gone(participant TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE growth(programme TEXT NOT NULL, period TEXT NOT NULL, quarter INTEGER NOT NULL, earned INTEGER NOT NULL, PRIMARY KEY(programme, period, quarter)) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case LeaverEvent.Left left:
                foreach (var participant in left.Participants)
                {
                    writer.Run("INSERT OR IGNORE INTO gone VALUES(@1)", participant);
                    writer.Run("DELETE FROM transactions WHERE participant = @1", participant);
                }

                break;
            case ParticipantEvent.PurchaseTaken taken:
                Insert(stored, taken.Row, taken.InstrumentId, taken.Outcome, taken.Period, taken.ShownMinor, taken.RunningMinor, writer, earned: taken.ShownMinor, reward: taken.RewardMinor);
                if (taken is { ShownMinor: not 0, Period: { } period })
                    writer.Run(
                        "INSERT INTO growth VALUES(@1, @2, @3, @4) " + Adds, ParticipantKey.Parse(stored.Entity.Key).Programme, period, taken.Row.At.ToUnixTimeMilliseconds() / QuarterMilliseconds, taken.ShownMinor);
                break;
            case ParticipantEvent.ReversalTaken taken:
                Insert(stored, taken.Row, taken.InstrumentId, taken.Outcome, taken.Period, 0, 0, writer, taken.WaitsUntil);
                break;
            case ParticipantEvent.ReversalsMatched matched: Match(stored.Entity.Key, matched, writer); break;
            case ParticipantEvent.Withdrawn withdrawn: Forfeit(stored.Entity.Key, withdrawn, writer); break;
        }
    }

    // A row that comes late, after its owner's account was closed for good, is nobody's list's.
    private static void Insert(
        in StoredEvent stored, AcquirerFiles.AcquirerRow row, string instrumentId, RowOutcome outcome, string? period, long shown, long running, ViewWriter writer, DateOnly? waitsUntil = null, long earned = 0, long reward = 0) => writer.Run(
        "INSERT INTO transactions SELECT @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16 WHERE NOT EXISTS (SELECT 1 FROM gone WHERE participant = @1)",
        stored.Entity.Key, row.At.ToUnixTimeMilliseconds(), stored.Offset, row.TransactionId, instrumentId, row.AmountMinor, row.IsReversal, (int)outcome, period, shown, running, row.MerchantId,
        RowKeyBytes.Of(row.Key()), waitsUntil?.DayNumber, earned, reward);

    // A person's rows are read through for each: they lie together, and a reversal is rare.
    private static void Match(string participant, ParticipantEvent.ReversalsMatched matched, ViewWriter writer)
    {
        foreach (var reversal in matched.Reversals)
        {
            // After it the person's sum is the running one, whatever had been shown of it: what that changes is the reversal's.
            var key = RowKeyBytes.Of(reversal.Key);
            writer.Run(
                $"INSERT INTO growth SELECT @4, @5, at / {QuarterMilliseconds}, @3 - ({Earned}) FROM transactions WHERE participant = @1 AND row_key = @2 {Adds}",
                participant, key, reversal.RunningMinor, ParticipantKey.Parse(participant).Programme, matched.Period);
            writer.Run(
                $"UPDATE transactions SET outcome = @3, shown = @4, earned = earned + @6 - ({Earned}), running = @6, reward = @7 WHERE participant = @1 AND row_key = @2",
                participant, key, (int)reversal.Outcome, reversal.ShownMinor, matched.Period, reversal.RunningMinor, reversal.RewardMinor);
        }

        foreach (var purchase in matched.Purchases)
        {
            writer.Run("UPDATE transactions SET outcome = @3 WHERE participant = @1 AND row_key = @2", participant, RowKeyBytes.Of(purchase.Key), (int)purchase.Outcome);
        }

        if (matched.PeriodCapMinor is { } cap) writer.Run(Again, participant, matched.Period, cap);
    }

    private static void Forfeit(string participant, ParticipantEvent.Withdrawn withdrawn, ViewWriter writer)
    {
        foreach (var period in withdrawn.Forfeited)
        {
            if (!period.IsSettled) // A closed period stays what it was closed with.
                writer.Run(
                    $"INSERT INTO growth SELECT @3, @2, at / {QuarterMilliseconds}, -sum(earned) FROM transactions WHERE participant = @1 AND period = @2 AND earned <> 0 GROUP BY at / {QuarterMilliseconds} {Adds}",
                    participant, period.Period, ParticipantKey.Parse(participant).Programme);
            writer.Run("UPDATE transactions SET earned = 0 WHERE participant = @1 AND period = @2 AND earned <> 0", participant, period.Period);
            writer.Run(
                $"UPDATE transactions SET outcome = @3, shown = 0, running = 0, reward = 0 WHERE participant = @1 AND period = @2 AND outcome IN ({(int)RowOutcome.Counted}, {(int)RowOutcome.Reversed}, {Open})",
                participant, period.Period, (int)RowOutcome.Withdrawn);
        }
    }

    private static ListedTransaction Read(SqliteDataReader row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetBoolean(5),
        (RowOutcome)row.GetByte(6), row.IsDBNull(7) ? null : row.GetString(7), row.GetInt64(8), row.GetInt64(9), row.GetString(10),
        row.IsDBNull(11) ? null : DateOnly.FromDayNumber(row.GetInt32(11)), RowKeyBytes.ReadAt(row, 12));
}
