using Mainstay.Entities;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>
/// Sessions that outlive their connections, and retained messages, in <c>mqtt.db</c>. One thread writes: idle it commits at once, busy the batch grows behind the running flush. Not the journal of the entities,
/// because that is kept for ever, and a broker's traffic must not be.
/// </summary>
internal sealed class MqttStore : IDisposable
{
    private const int FullAt = 50_000;
    private readonly MqttTables _tables;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private StoreBatch _next = new();
    private Task _last = Task.CompletedTask;
    private bool _isClosing;
    private Exception? _failure;
    private long _lastId;

    /// <param name="path">Of the file; made when it is not there.</param>
    public MqttStore(string path)
    {
        _tables = new MqttTables(path);
        Reader = new MqttStoreReader(path);
        _lastId = Reader.LargestId();
        _thread = new Thread(Run) { IsBackground = true, Name = "mqtt store" };
    }

    public MqttStoreReader Reader { get; }

    /// <summary>A commit failed, so that nobody knows what is on disk: the process is to end. Nothing is written or acknowledged any more.</summary>
    public Action<Exception>? OnFailed { get; set; }

    /// <summary>More waits than is good: who publishes waits for the next commit.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate) return _next.Changes.Count >= FullAt;
        }
    }

    public void Start() => _thread.Start();

    /// <summary>Of a session or a message; never given before.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <returns>Ends when it is on disk.</returns>
    public Task Add(StoreChange change)
    {
        lock (_gate)
        {
            _next.Changes.Add(change);
            return Added(1);
        }
    }

    /// <summary>All of them in one transaction.</summary>
    public Task Add(List<StoreChange> changes)
    {
        lock (_gate)
        {
            _next.Changes.AddRange(changes);
            return Added(changes.Count);
        }
    }

    /// <summary>Ends when all that was added before is on disk.</summary>
    public Task WhenStoredAsync()
    {
        lock (_gate) return _last;
    }

    /// <summary>Writes what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosing) return;
            _isClosing = true;
        }

        _work.Release();
        if (_thread.IsAlive) _thread.Join();
        Reader.Dispose();
        _tables.Dispose();
        _work.Dispose();
    }

    private Task Added(int count)
    {
        if (_failure is not null) return Task.FromException(_failure);
        if (_isClosing) return Task.FromException(new ObjectDisposedException(nameof(MqttStore)));
        if (_next.Changes.Count == count) _work.Release();
        return _last = _next.Done.Task;
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait();
            var batch = Take(out var isClosing);
            if (batch.Changes.Count > 0 && !TryWrite(batch)) return;
            if (isClosing) return;
        }
    }

    private StoreBatch Take(out bool isClosing)
    {
        lock (_gate)
        {
            isClosing = _isClosing;
            var batch = _next;
            _next = new StoreBatch();
            return batch;
        }
    }

    private bool TryWrite(StoreBatch batch)
    {
        try
        {
            _tables.Begin();
            foreach (var change in batch.Changes) change.Write(_tables);
            _tables.Commit();
        }
        catch (IOException failure)
        {
            Fail(batch, failure);
            return false;
        }

        foreach (var change in batch.Changes) change.OnStored();
        batch.Done.SetResult();
        return true;
    }

    private void Fail(StoreBatch batch, IOException failure)
    {
        lock (_gate) _failure = failure;
        batch.Done.SetException(failure);
        _next.Done.SetException(failure);
        OnFailed?.Invoke(failure);
    }

    /// <summary>What is committed together.</summary>
    private sealed class StoreBatch
    {
        public List<StoreChange> Changes { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
