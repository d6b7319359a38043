using Mainstay.Entities;
using Mainstay.Tests.Unit;

namespace Mainstay.Tests.Stores;

/// <summary>
/// A host over a test store, with clocks that the test moves. It has no threads: <see cref="Settle"/> takes every step that is to be taken, so that a test sees the state
/// before and after each.
/// </summary>
internal sealed class HostUnderTest : IDisposable
{
    public static readonly DateTimeOffset Morning = new(2020, 12, 8, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly TestStore _store;
    private readonly DataFolder _folder;
    private readonly HostMetrics _metrics = new();
    private readonly KeyRing _keys;
    private readonly ViewRunner _views;
    private readonly int _viewCount;

    /// <param name="store">What earlier hosts left is found.</param>
    /// <param name="clock">Both clocks.</param>
    /// <param name="types">None: <see cref="Counter.Type"/>.</param>
    /// <param name="views">Views to keep up.</param>
    /// <param name="options">Bounds.</param>
    public HostUnderTest(TestStore store, ManualClock? clock = null, IReadOnlyList<EntityType>? types = null, IReadOnlyList<View>? views = null, HostOptions? options = null)
    {
        _store = store;
        _folder = DataFolder.Open(store.Folder);
        Clock = clock ?? new ManualClock(Morning);
        _keys = OpenKeys();
        try
        {
            Journal = store.OpenJournal();
            Checkpoints = store.OpenCheckpoints();
            Host = new EntityHost(new HostStores(Journal, Checkpoints), types ?? [Counter.Type], options ?? new HostOptions(), Clock, Clock, _keys.JsonOptions, _metrics)
            {
                OnStopped = (entity, reason) => Stopped.Add((entity.Value, reason)),
                OnMailStopped = MailStopped.Add,
            };
            _viewCount = views?.Count ?? 0;
            _views = new ViewRunner(Host, views ?? [], Path.Combine(store.Folder, "views"));
        }
        catch
        {
            Journal?.Dispose();
            Checkpoints?.Dispose();
            _keys.Dispose();
            _metrics.Dispose();
            _folder.Dispose();
            throw;
        }
    }

    public EntityHost Host { get; }

    public ManualClock Clock { get; }

    public IJournalStore Journal { get; }

    public ICheckpointStore Checkpoints { get; }

    public KeyRing Keys => _keys;

    /// <summary>Entities that had to be stopped, with the reason.</summary>
    public List<(string Stream, string Reason)> Stopped { get; } = [];

    /// <summary>Why mail stands still, as often as somebody was told.</summary>
    public List<string> MailStopped { get; } = [];

    public HostFigures Figures => _metrics.Figures;

    /// <summary>Sends a command, lets everything that follows from it happen, and gives the answer.</summary>
    public async Task<Answer<Counter>> Send(string key, CounterCommand command, Request? request = null)
    {
        var answer = Host.SendAsync(Counter.Type, key, command, request ?? Request.By("test"));
        Settle();
        return await answer;
    }

    public Counter Read(string key) => Host.Read(Counter.Type, key);

    public void Settle()
    {
        while (Host.Relay.Step() | Host.Timers.Step() | StepViews() | Host.Writer.Step())
        {
            // Until nothing is left to do.
        }
    }

    /// <summary>Gives every part its thread instead.</summary>
    public void Start()
    {
        Host.Start();
        _views.Start();
    }

    public void Checkpoint() => Host.Checkpointer.Step();

    /// <summary>A clean stop and a new start on what is stored. Without <paramref name="checkpoint"/> as after a crash: the new host has to replay.</summary>
    public HostUnderTest Again(bool checkpoint = true, IReadOnlyList<EntityType>? types = null, IReadOnlyList<View>? views = null, HostOptions? options = null)
    {
        if (checkpoint) Checkpoint();
        Dispose();
        return new HostUnderTest(_store, Clock, types, views, options);
    }

    public void Dispose()
    {
        _views.Dispose();
        Host.Dispose();
        _keys.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private KeyRing OpenKeys()
    {
        try
        {
            return new KeyRing(_folder.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(_folder.Secrets, "master.key")));
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    private bool StepViews()
    {
        var any = false;
        for (var view = 0; view < _viewCount; view++) any |= _views.Step(view);
        return any;
    }
}
