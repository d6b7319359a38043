using System.Text;
using System.Text.Json;

namespace Mainstay.Entities.Maintenance;

/// <summary>Which stream to look at.</summary>
/// <param name="Folder">A data folder (a server may be running on it) or a backup.</param>
/// <param name="Stream">"type/key".</param>
/// <param name="Types">Entity types; events of an unknown one are shown as stored.</param>
public sealed record InspectOptions(string Folder, string Stream, IReadOnlyCollection<EntityType> Types)
{
    /// <summary>Opens sealed values. Who looks at people's data this way is for the administrator to account for.</summary>
    public bool Reveal { get; init; }

    /// <summary>Where the master key is, when it is not in the folder's secrets.</summary>
    public string? MasterKeyPath { get; init; }

    /// <summary>Where the journal is, when it is not in the folder.</summary>
    public PostgresOptions? Postgres { get; init; }
}

/// <summary>One event of the stream.</summary>
/// <param name="Offset">Its place in the journal.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Type">Its stored name; "$taken" for a row that only says that mail was taken.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="CommandId">The command's id, or null.</param>
/// <param name="Source">The event that sent the mail that led to it, as "offset.index", or null.</param>
/// <param name="Outcome">What was answered besides the state, or null.</param>
/// <param name="Json">What it says; sealed values as "(sealed for …)" unless revealed.</param>
public sealed record InspectedEvent(long Offset, long Version, DateTimeOffset At, string Type, string Actor, string? CommandId, string? Source, string? Outcome, string Json);

/// <summary>One stream's events, found by looking at every row of the journal: there is no index, and this is the only reader that needs one.</summary>
public static class InspectTool
{
    /// <summary>The stream's events in order; empty when there are none.</summary>
    /// <exception cref="MaintenanceRefusedException">The folder holds no journal.</exception>
    /// <exception cref="StoreDamagedException">A file is damaged, or the keys cannot be opened.</exception>
    public static IReadOnlyList<InspectedEvent> Run(InspectOptions options)
    {
        var layout = options.Postgres is null ? StoreLayout.Of(options.Folder) : StoreLayout.OfDatabase(options.Folder);
        using var keys = options.Reveal ? KeyRing.OpenForReading(layout.Keys, SecretKeyFile.Open(options.MasterKeyPath ?? layout.MasterKey)) : null;
        var sealing = new JsonSerializerOptions { WriteIndented = false };
        sealing.Converters.Add(new SealedConverterFactory(keys, options.Reveal ? SealedForm.Revealed : SealedForm.Hidden));
        var runtime = options.Types.FirstOrDefault(type => new EntityKey(options.Stream).TypeName.SequenceEqual(type.Name))?.Bind(sealing);
        return [.. Rows(layout, options).Select(row => Event(row.Rows[0], runtime))];
    }

    private static List<StoredBatch> Rows(StoreLayout layout, InspectOptions options)
    {
        if (options.Postgres is null)
        {
            using var files = JournalFiles.Open(layout.Journal);
            return [.. files.Segments.SelectMany(segment => segment.Scan(options.Stream))];
        }

        using var database = PostgresDatabase.OpenForReading(options.Postgres, TimeProvider.System);
        return [.. new PostgresJournal(database).Scan(options.Stream)];
    }

    private static InspectedEvent Event(RowBytes row, EntityRuntime? runtime) => new(
        row.Offset,
        row.Version,
        new DateTimeOffset(row.InstantTicks, TimeSpan.Zero),
        Encoding.UTF8.GetString(row.Type),
        Encoding.UTF8.GetString(row.Actor),
        row.CommandId.IsNone ? null : row.CommandId.ToString(),
        row.Source.IsNone ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Source.Offset}.{row.Source.Index}"),
        row.HasOutcome ? Encoding.UTF8.GetString(row.Outcome) : null,
        Json(row, runtime));

    private static string Json(RowBytes row, EntityRuntime? runtime)
    {
        if (row.Data.IsEmpty) return "{}";
        try
        {
            if (runtime?.ReadEvent(row.Type, row.Data) is { } stored) return Written(runtime, stored);
        }
        catch (Exception unknown) when (unknown is JsonException or NotSupportedException || (unknown is StoreDamagedException && runtime is not null))
        {
            // Written by another version of the program, or damaged: shown as it is stored, sealed values as their ciphertext.
        }

        return Encoding.UTF8.GetString(row.Data);
    }

    private static string Written(EntityRuntime runtime, object stored)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory)) runtime.WriteEvent(stored, writer);
        return Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }
}
