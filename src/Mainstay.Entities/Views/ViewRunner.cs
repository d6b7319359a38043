using System.Collections.Concurrent;

namespace Mainstay.Entities;

/// <summary>Keeps views up with the journal, each on a thread of its own: one that stands still holds nobody up.</summary>
public sealed class ViewRunner : IDisposable
{
    // While commits follow one another, what they bring is written together: a transaction costs as much as some ten rows. The first after a rest is written at once.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly EntityHost _host;
    private readonly List<(View View, ViewFile File)> _views = [];
    private readonly List<Thread> _threads = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _begunAnew = new(StringComparer.Ordinal);

    /// <param name="host">Whose journal to follow.</param>
    /// <param name="views">The views; each is attached to its file.</param>
    /// <param name="directory">The folder of their files.</param>
    public ViewRunner(EntityHost host, IEnumerable<View> views, string directory)
    {
        _host = host;
        foreach (var view in views)
        {
            var file = new ViewFile(view, directory, host.HashAt);
            view.Attach(file);
            _views.Add((view, file));
            host.Log.Follow(() => file.Position);
        }
    }

    /// <summary>Called when a view stands still, with the reason. Set before <see cref="Start"/>.</summary>
    public Action<View, Exception>? OnStopped { get; set; }

    public void Start()
    {
        foreach (var (view, file) in _views)
        {
            var thread = new Thread(() => Follow(view, file)) { Name = $"mainstay view {view.Name}", IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        foreach (var thread in _threads) thread.Join();
        foreach (var (_, file) in _views) file.Dispose();
        _stop.Dispose();
    }

    /// <summary>One transaction's worth for one view; false when it is up to date. The view's thread (or the simulation) only.</summary>
    internal bool Step(int view)
    {
        var (followed, file) = _views[view];
        if (!file.Follow(followed, _host.Log, _host.Options.FollowerRows)) return false;
        followed.MovedTo(file.Position);
        return true;
    }

    /// <summary>A view whose file turns out to be damaged is made again, while the server serves; if that does not help it stands still.</summary>
    private bool StepOrBeginAnew(int view)
    {
        var (followed, file) = _views[view];
        try
        {
            return Step(view);
        }
        catch (Microsoft.Data.Sqlite.SqliteException damage) when (ViewFile.IsDamage(damage) && _begunAnew.TryAdd(followed.Name, true))
        {
            file.BeginAnew(followed);
            followed.MovedTo(0);
            return true;
        }
    }

    private void Follow(View view, ViewFile file)
    {
        var index = _views.FindIndex(entry => ReferenceEquals(entry.View, view));
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (!StepOrBeginAnew(index)) _host.Log.WaitPast(file.Position, _stop.Token);
                else if (file.Position >= _host.Log.Head.Offset) _stop.Token.WaitHandle.WaitOne(Gather);
            }
        }
#pragma warning disable CA1031 // A view that cannot go on stands still and says so; commands, mail and the other views go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            view.Stop(failure.Message);
            OnStopped?.Invoke(view, failure);
        }
    }
}
