using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>A card about which the issuer has not answered yet.</summary>
/// <param name="Position">Its place in the order of registration.</param>
/// <param name="Participant">See <see cref="ParticipantKey"/>.</param>
/// <param name="InstrumentId">Which card.</param>
internal sealed record AwaitedCheck(long Position, string Participant, string InstrumentId);

/// <summary>How many cards wait for the issuer's answer.</summary>
/// <param name="Cards">How many.</param>
/// <param name="Since">When the first of them was registered; null when none waits.</param>
internal readonly record struct AwaitedChecks(long Cards, DateTimeOffset? Since);

/// <summary>The cards about which the issuer has not answered yet, in the order in which they were registered.</summary>
internal sealed class ChecksView() : View("cashback-checks", 2)
{
    /// <summary>The next ones after a place.</summary>
    public List<AwaitedCheck> After(long position, int limit)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT position, participant, instrument FROM awaited WHERE position > @1 ORDER BY position LIMIT @2";
        command.Parameters.AddWithValue("@1", position);
        command.Parameters.AddWithValue("@2", limit);
        using var rows = command.ExecuteReader();
        var found = new List<AwaitedCheck>();
        while (rows.Read()) found.Add(new AwaitedCheck(rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
        return found;
    }

    /// <param name="programme">Whose cards; null: every programme's.</param>
    public AwaitedChecks Count(string? programme = null)
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT count(*), min(since) FROM awaited" + (programme is null ? "" : " WHERE programme = @1");
        if (programme is not null) command.Parameters.AddWithValue("@1", programme);
        using var row = command.ExecuteReader();
        row.Read();
        return new AwaitedChecks(row.GetInt64(0), row.IsDBNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)));
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = """
            CREATE TABLE awaited(position INTEGER PRIMARY KEY, participant TEXT NOT NULL, instrument TEXT NOT NULL, programme TEXT NOT NULL, since INTEGER NOT NULL);
            CREATE INDEX by_participant ON awaited(participant, instrument);
            CREATE INDEX by_programme ON awaited(programme, since)
            """;
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        switch (stored.Event)
        {
            case ParticipantEvent.InstrumentAdded { AwaitsCheck: true } added:
                writer.Run(
                    "INSERT INTO awaited VALUES(@1, @2, @3, @4, @5)",
                    stored.Offset, stored.Entity.Key, added.InstrumentId, ParticipantKey.Parse(stored.Entity.Key).Programme, stored.At.ToUnixTimeMilliseconds());
                break;
            case ParticipantEvent.InstrumentConfirmed confirmed: Forget(stored, confirmed.InstrumentId, writer); break;
            case ParticipantEvent.InstrumentRefused refused: Forget(stored, refused.InstrumentId, writer); break;
            case ParticipantEvent.InstrumentLost lost: Forget(stored, lost.InstrumentId, writer); break;
            case ParticipantEvent.InstrumentRemoved removed: Forget(stored, removed.InstrumentId, writer); break;
            case ParticipantEvent.Withdrawn: writer.Run("DELETE FROM awaited WHERE participant = @1", stored.Entity.Key); break;
        }
    }

    private static void Forget(in StoredEvent stored, string instrumentId, ViewWriter writer) =>
        writer.Run("DELETE FROM awaited WHERE participant = @1 AND instrument = @2", stored.Entity.Key, instrumentId);
}
