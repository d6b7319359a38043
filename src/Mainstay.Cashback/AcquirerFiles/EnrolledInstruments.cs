using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// Which instruments have ever been enrolled, per programme: kept as a table, and in memory as an <see cref="EnrolledSet"/> that follows the journal. An instrument
/// that was removed stays: purchases made before may still come.
/// </summary>
internal sealed class EnrolledInstruments(CardsUnderWay underWay) : View("cashback-enrolled", 2)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EnrolledSet> _sets = new(StringComparer.Ordinal);
    private bool _isLoaded;

    /// <summary>The instruments of a programme. It goes on following while it is in use.</summary>
    public EnrolledSet Of(string programme)
    {
        lock (_gate)
        {
            if (!_isLoaded) Load();
            return SetOf(programme);
        }
    }

    protected override void CreateTables(SqliteConnection database)
    {
        using var command = database.CreateCommand();
        command.CommandText = "CREATE TABLE enrolled(programme TEXT NOT NULL, hash BLOB NOT NULL)";
        command.ExecuteNonQuery();
    }

    protected override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        // The card's own entity has heard of it by a letter, so this comes after the InstrumentAdded that it follows from, and what the card says now is visible before a view is told: between the two
        // answers that a latecomer may get, under way and held, there is no moment with neither. A rebuild may forget a card that is under way again; then the mail decides, as after a crash.
        if (stored.Event is InstrumentEvent.Held or InstrumentEvent.Denied) underWay.Forget(stored.Entity.Key);
        if (stored.Event is not ParticipantEvent.InstrumentAdded added) return;
        var (programme, hash) = (ParticipantKey.Parse(stored.Entity.Key).Programme, PrefixOf(added.Key));
        writer.Run("INSERT INTO enrolled VALUES(@1, @2)", programme, hash);
        lock (_gate) SetOf(programme).Add(hash);
    }

    // "{version}.{hex}"; the first 64 bits are enough.
    private static byte[] PrefixOf(string key) => Convert.FromHexString(key.AsSpan(key.IndexOf('.', StringComparison.Ordinal) + 1, 16));

    private EnrolledSet SetOf(string programme)
    {
        if (!_sets.TryGetValue(programme, out var set)) _sets.Add(programme, set = new EnrolledSet());
        return set;
    }

    // What earlier processes wrote. Apply adds what it writes itself, whether loaded or not, so that nothing falls between.
    private void Load()
    {
        using var reader = OpenReader();
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT programme, hash FROM enrolled";
        using var rows = command.ExecuteReader();
        while (rows.Read()) SetOf(rows.GetString(0)).Add(rows.GetFieldValue<byte[]>(1));
        _isLoaded = true;
    }
}
