using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Leaving;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.Periods;

/// <summary>Somebody to whom a period owes something.</summary>
/// <param name="AccountId">Who.</param>
/// <param name="AmountMinor">After a cut.</param>
internal sealed record Owed(string AccountId, long AmountMinor);

/// <summary>What a payout would be now.</summary>
/// <param name="Orders">People who would get an order.</param>
/// <param name="TotalMinor">Their sum.</param>
/// <param name="WithoutIban">People who stay owed because they have given no account.</param>
/// <param name="WithoutIbanMinor">Their sum.</param>
internal sealed record PayoutPreview(long Orders, long TotalMinor, long WithoutIban, long WithoutIbanMinor);

/// <summary>What a period comes to so far.</summary>
/// <param name="People">People with at least one counted purchase.</param>
/// <param name="Counted">Counted purchases.</param>
/// <param name="Due">People who have reached the minimum count and would be owed something.</param>
/// <param name="DueMinor">What would be due to them, within the cap and before a cut.</param>
/// <param name="DueWithoutIban">Those of them who have given no account.</param>
/// <param name="BelowMinimumMinor">The rewards, within the cap, of people who have not reached the minimum count.</param>
internal sealed record PeriodStanding(long People, long Counted, long Due, long DueMinor, long DueWithoutIban, long BelowMinimumMinor);

/// <summary>Who takes part in which period, and what closed periods owe to whom. Managers list from it, and the workers take their names from it.</summary>
internal sealed class EntitlementsView() : View("cashback-entitlements", 4)
{
    /// <summary>The streams of periods that are being closed or paid.</summary>
    public List<string> InWork() => Texts("SELECT stream FROM work ORDER BY stream");

    /// <summary>Accounts that are closed and whose owners may still take part in something.</summary>
    public List<string> Leaving(int limit) => Texts("SELECT account FROM leaving ORDER BY account LIMIT @1", limit);

    /// <summary>The next people with counted purchases, in order of account ids.</summary>
    public List<string> TakingPart(string programme, string period, string? after, int limit) => Texts(
        "SELECT account FROM taking_part WHERE programme = @1 AND period = @2 AND account > @3 ORDER BY account LIMIT @4", programme, period, after ?? "", limit);

    /// <summary>
    /// The next people whom a payout pays, in order of account ids: who is owed something and has given an account, and whom it has given an order already, so that
    /// a step that is asked again finds the same people.
    /// </summary>
    public List<string> Payable(string programme, string period, string payoutId, string? after, int limit) => Texts(
        "SELECT account FROM owed WHERE programme = @1 AND period = @2 AND account > @3 AND has_iban = 1 AND has_left = 0 AND (payout IS NULL OR payout = @5) ORDER BY account LIMIT @4",
        programme, period, after ?? "", limit, payoutId);

    /// <summary>People who stay owed because they have given no account, in order of account ids.</summary>
    public List<Owed> WithoutIban(string programme, ProgrammePeriod period, long totalDueMinor, string? after, int limit)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader, "SELECT account, due FROM owed WHERE programme = @1 AND period = @2 AND account > @3 AND payout IS NULL AND has_iban = 0 AND has_left = 0 ORDER BY account LIMIT @4",
            [programme, period.Id, after ?? "", limit]);
        using var rows = command.ExecuteReader();
        var owed = new List<Owed>();
        while (rows.Read()) owed.Add(new Owed(rows.GetString(0), Reward.Cut(rows.GetInt64(1), totalDueMinor, period.BudgetMinor)));
        return owed;
    }

    /// <summary>What a period comes to so far: closed now, it would come to this.</summary>
    public PeriodStanding Standing(string programme, ProgrammePeriod period)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            """
            SELECT count(*), coalesce(sum(counted), 0), coalesce(sum(reached), 0), coalesce(sum(reached * capped), 0), coalesce(sum(reached * (payee IS NULL)), 0), coalesce(sum((NOT reached) * capped), 0)
            FROM (SELECT t.counted, min(t.reward, @4) AS capped, t.counted >= @3 AND t.reward > 0 AS reached, p.account AS payee
                  FROM taking_part t LEFT JOIN payees p ON p.programme = t.programme AND p.account = t.account
                  WHERE t.programme = @1 AND t.period = @2 AND t.counted > 0)
            """,
            [programme, period.Id, period.MinimumCount, period.PeriodCapMinor]);
        using var row = command.ExecuteReader();
        row.Read();
        return new PeriodStanding(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
    }

    /// <summary>What a payout would be now.</summary>
    public PayoutPreview Preview(string programme, ProgrammePeriod period, long totalDueMinor)
    {
        var preview = new PayoutPreview(0, 0, 0, 0);
        foreach (var (due, hasIban, people) in Dues(programme, period.Id, onlyUnpaid: true))
        {
            var each = Reward.Cut(due, totalDueMinor, period.BudgetMinor);
            if (each == 0) continue;
            preview = hasIban
                ? preview with { Orders = preview.Orders + people, TotalMinor = checked(preview.TotalMinor + (each * people)) }
                : preview with { WithoutIban = preview.WithoutIban + people, WithoutIbanMinor = checked(preview.WithoutIbanMinor + (each * people)) };
        }

        return preview;
    }

    /// <summary>What the budget cuts off all that is due, to the minor unit: each share is rounded down.</summary>
    public long CutMinor(string programme, ProgrammePeriod period, long totalDueMinor) => period.BudgetMinor is null || totalDueMinor <= period.BudgetMinor
        ? 0
        : totalDueMinor - Dues(programme, period.Id, onlyUnpaid: false).Sum(group => Reward.Cut(group.DueMinor, totalDueMinor, period.BudgetMinor) * group.People);

    /// <summary>The last place in the ranking that gets the prize: of those who have reached the minimum count, the last one of as many as there are places; null when nobody has.</summary>
    public RankPlace? LastPrizePlace(string programme, ProgrammePeriod period, Prize prize)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            """
            SELECT counted, last_at, accepted_at, account FROM
              (SELECT counted, last_at, accepted_at, account FROM taking_part WHERE programme = @1 AND period = @2 AND counted >= max(@3, 1) ORDER BY counted DESC, last_at, accepted_at, account LIMIT @4)
            ORDER BY counted, last_at DESC, accepted_at DESC, account DESC LIMIT 1
            """,
            [programme, period.Id, period.MinimumCount, prize.Places]);
        using var row = command.ExecuteReader();
        return row.Read() ? PlaceAt(row) : null;
    }

    /// <summary>Hands over the place of everybody who takes part in a period, in no particular order.</summary>
    public void ReadRanking(string programme, string period, Action<RankPlace> each)
    {
        using var reader = OpenReader();
        using var command = Command(reader, "SELECT counted, last_at, accepted_at, account FROM taking_part WHERE programme = @1 AND period = @2 AND counted > 0", [programme, period]);
        using var rows = command.ExecuteReader();
        while (rows.Read()) each(PlaceAt(rows));
    }

    /// <summary>People who have left since the period was closed, and what it had owed them.</summary>
    public (long People, long DueMinor) LeftSince(string programme, string period)
    {
        using var reader = OpenReader();
        using var command = Command(reader, "SELECT count(*), coalesce(sum(due), 0) FROM owed WHERE programme = @1 AND period = @2 AND has_left = 1", [programme, period]);
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE members(programme TEXT NOT NULL, account TEXT NOT NULL, accepted_at INTEGER NOT NULL, PRIMARY KEY(programme, account)) WITHOUT ROWID;
            CREATE TABLE taking_part(programme TEXT NOT NULL, period TEXT NOT NULL, account TEXT NOT NULL, counted INTEGER NOT NULL, reward INTEGER NOT NULL,
                                     last_at INTEGER NOT NULL, accepted_at INTEGER NOT NULL, PRIMARY KEY(programme, period, account)) WITHOUT ROWID;
            CREATE TABLE payees(programme TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY(programme, account)) WITHOUT ROWID;
            CREATE TABLE owed(programme TEXT NOT NULL, period TEXT NOT NULL, account TEXT NOT NULL, due INTEGER NOT NULL, has_iban INTEGER NOT NULL, payout TEXT,
                              has_left INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(programme, period, account)) WITHOUT ROWID;
            CREATE INDEX owed_by_account ON owed(programme, account);
            CREATE TABLE work(stream TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE leaving(account TEXT PRIMARY KEY) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case ParticipantEvent participant: Apply(ParticipantKey.Parse(stored.Entity.Key), participant, writer); break;
            case LeaverEvent.Asked: writer.Run("INSERT OR IGNORE INTO leaving VALUES(@1)", stored.Entity.Key); break;
            case LeaverEvent.Left: writer.Run("DELETE FROM leaving WHERE account = @1", stored.Entity.Key); break;
            case PeriodEvent.ClosingBegun or PeriodEvent.PayoutBegun: writer.Run("INSERT OR IGNORE INTO work VALUES(@1)", stored.Entity.Key); break;
            case PeriodEvent.Closed or PeriodEvent.PayoutCompleted: writer.Run("DELETE FROM work WHERE stream = @1", stored.Entity.Key); break;
        }
    }

    private static void Apply(ParticipantKey who, ParticipantEvent stored, ViewWriter writer)
    {
        switch (stored)
        {
            case ParticipantEvent.Joined joined:
                writer.Run("INSERT OR REPLACE INTO members VALUES(@1, @2, @3)", who.Programme, who.AccountId, joined.AcceptedAt.UtcTicks);
                break;
            case ParticipantEvent.PurchaseTaken { Outcome: RowOutcome.Counted } taken:
                writer.Run(
                    """
                    INSERT INTO taking_part SELECT @1, @2, @3, 1, @4, @5, coalesce((SELECT accepted_at FROM members WHERE programme = @1 AND account = @3), 0) WHERE true
                    ON CONFLICT DO UPDATE SET counted = counted + 1, reward = reward + excluded.reward, last_at = CASE WHEN counted = 0 THEN excluded.last_at ELSE max(last_at, excluded.last_at) END
                    """,
                    who.Programme, taken.Period, who.AccountId, taken.RewardMinor, taken.Row.At.UtcTicks);
                break;
            case ParticipantEvent.ReversalsMatched matched:
                writer.Run(
                    "UPDATE taking_part SET counted = @4, reward = @5, last_at = @6 WHERE programme = @1 AND period = @2 AND account = @3",
                    who.Programme, matched.Period, who.AccountId, matched.Count, matched.RewardMinor, matched.LastPurchaseAt.UtcTicks);
                break;
            case ParticipantEvent.IbanSet:
                writer.Run("INSERT OR IGNORE INTO payees VALUES(@1, @2)", who.Programme, who.AccountId);
                writer.Run("UPDATE owed SET has_iban = 1 WHERE programme = @1 AND account = @2", who.Programme, who.AccountId);
                break;
            case ParticipantEvent.Withdrawn withdrawn: Leave(who, withdrawn, writer); break;
            default: ApplyPayment(who, stored, writer); break;
        }
    }

    private static void ApplyPayment(ParticipantKey who, ParticipantEvent stored, ViewWriter writer)
    {
        switch (stored)
        {
            case ParticipantEvent.PeriodSettled { DueMinor: > 0 } settled:
                writer.Run("INSERT INTO owed VALUES(@1, @2, @3, @4, @5, NULL, 0)", who.Programme, settled.Period, who.AccountId, settled.DueMinor, settled.HasIban);
                break;
            case ParticipantEvent.OrderedPayment ordered:
                writer.Run("UPDATE owed SET payout = @4 WHERE programme = @1 AND period = @2 AND account = @3", who.Programme, ordered.Period, who.AccountId, ordered.PayoutId);
                break;
            case ParticipantEvent.PaymentFailed failed:
                writer.Run("UPDATE owed SET payout = NULL, has_iban = 0 WHERE programme = @1 AND period = @2 AND account = @3", who.Programme, failed.Period, who.AccountId);
                break;
        }
    }

    // The ranking of a closed period stays as it was.
    private static void Leave(ParticipantKey who, ParticipantEvent.Withdrawn withdrawn, ViewWriter writer)
    {
        writer.Run("DELETE FROM members WHERE programme = @1 AND account = @2", who.Programme, who.AccountId);
        writer.Run("DELETE FROM payees WHERE programme = @1 AND account = @2", who.Programme, who.AccountId);
        foreach (var period in withdrawn.Forfeited)
        {
            if (!period.IsSettled) writer.Run("DELETE FROM taking_part WHERE programme = @1 AND period = @2 AND account = @3", who.Programme, period.Period, who.AccountId);
            writer.Run("UPDATE owed SET has_left = 1 WHERE programme = @1 AND period = @2 AND account = @3", who.Programme, period.Period, who.AccountId);
        }
    }

    // People with the same due are one group: there are at most as many groups as there are cents in the cap.
    private List<(long DueMinor, bool HasIban, long People)> Dues(string programme, string period, bool onlyUnpaid)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader, "SELECT due, has_iban, count(*) FROM owed WHERE programme = @1 AND period = @2 AND ((payout IS NULL AND has_left = 0) OR NOT @3) GROUP BY due, has_iban", [programme, period, onlyUnpaid]);
        using var rows = command.ExecuteReader();
        var dues = new List<(long, bool, long)>();
        while (rows.Read()) dues.Add((rows.GetInt64(0), rows.GetBoolean(1), rows.GetInt64(2)));
        return dues;
    }

    private static RankPlace PlaceAt(SqliteDataReader row) =>
        new(row.GetInt32(0), new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero), row.GetString(3));

    private List<string> Texts(string sql, params object[] parameters)
    {
        using var reader = OpenReader();
        using var command = Command(reader, sql, parameters);
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read()) texts.Add(rows.GetString(0));
        return texts;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, object[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue($"@{i + 1}", parameters[i]);
        return command;
    }
}
