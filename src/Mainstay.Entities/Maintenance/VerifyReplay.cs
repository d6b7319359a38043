using System.Text.Json;

namespace Mainstay.Entities.Maintenance;

/// <summary>A full replay by the host's own recovery, with rows in a scratch file, so that memory stays bounded.</summary>
internal sealed class VerifyReplay : IDisposable
{
    private readonly VerifyOptions _options;
    private readonly Action<FindingKind, string, string> _found;
    private readonly string _scratch = Directory.CreateTempSubdirectory("mainstay-verify-").FullName;
    private readonly JsonSerializerOptions _sealing = new();
    private readonly HostMetrics _metrics = new();
    private EntityHost? _host;

    /// <param name="journal">A sound journal.</param>
    /// <param name="options">Types and bounds.</param>
    /// <param name="onSubject">Called with each person for whom something is sealed, by several threads at once.</param>
    /// <param name="found">Takes findings.</param>
    public VerifyReplay(IJournalStore journal, VerifyOptions options, Action<string> onSubject, Action<FindingKind, string, string> found)
    {
        (Journal, _options, _found) = (journal, options, found);
        _sealing.Converters.Add(new SealedConverterFactory(keys: null, onRead: onSubject));
    }

    public IJournalStore Journal { get; }

    public long Entities { get; private set; }

    public IReadOnlyDictionary<string, EntityRuntime> Runtimes => _host!.Runtimes;

    public IReadOnlyDictionary<string, int> StateVersions => _options.Types.ToDictionary(type => type.Name, type => type.StateVersion, StringComparer.Ordinal);

    /// <summary>Replays everything; false when this program cannot.</summary>
    public bool Run()
    {
        _options.OnProgress?.Invoke(new MaintenanceProgress("replay", "journal", 0, Journal.Head.Offset));
        try
        {
            var stores = new HostStores(Journal, new SqliteCheckpointStore(Path.Combine(_scratch, "entities.db")));
            _host = new EntityHost(stores, _options.Types, new HostOptions { MaximumLoaded = _options.MaximumLoaded }, TimeProvider.System, TimeProvider.System, _sealing, _metrics);
        }
        catch (StoreDamagedException refused)
        {
            _found(FindingKind.Damage, "journal", refused.Message);
            return false;
        }

        _host.OnStopped = (entity, reason) => _found(FindingKind.Damage, entity.Value, $"{reason}. The others can be made again; this one is stopped by a server. Nothing was changed.");
        _host.Checkpointer.Step();
        foreach (var _ in Rows()) Entities++;
        _options.OnProgress?.Invoke(new MaintenanceProgress("replay", "journal", Journal.Head.Offset, Journal.Head.Offset));
        return true;
    }

    /// <summary>Every entity as of the journal's end, in key order.</summary>
    public IEnumerable<EntityRow> Rows()
    {
        using var reader = new EntityRowReader(Path.Combine(_scratch, "entities.db"));
        foreach (var row in reader.All()) yield return row;
    }

    public void Dispose()
    {
        _host?.Dispose();
        _metrics.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }
}
