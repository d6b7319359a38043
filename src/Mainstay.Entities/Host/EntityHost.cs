using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Mainstay.Entities;

/// <summary>
/// Runs entities: one entity's commands one after another, different entities in parallel. The parts below it are steps without threads of their own;
/// <see cref="Start"/> gives each a thread, and the simulation calls them in the order its seed says.
/// </summary>
public sealed class EntityHost : IDisposable
{
    private static readonly TimeSpan s_mailLook = TimeSpan.FromMilliseconds(5);
    private readonly Dictionary<string, EntityRuntime> _runtimes = new(StringComparer.Ordinal);
    private readonly IJournalStore _journal;
    private readonly ICheckpointStore _checkpoints;
    private readonly HostOptions _options;
    private readonly HostMetrics _metrics;
    private readonly TimeProvider _realClock;
    private readonly EntityDirectory _directory;
    private readonly DirtyEntities _dirty;
    private readonly JournalQueue _queue;
    private readonly CommitLog _log;
    private readonly Watches _watches = new();
    private readonly Turn _turn;
    private HostThreads? _threads;

    /// <summary>Opens the stores' content: checks the chain, replays the tail. Nothing runs until <see cref="Start"/>.</summary>
    /// <param name="stores">Where everything is kept.</param>
    /// <param name="types">Every entity type that the journal may name.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="clock">Business time: the instants of events and ticks.</param>
    /// <param name="realClock">Real time: how long command ids are remembered.</param>
    /// <param name="sealing">Options that write and read sealed values; see <see cref="Sealed{T}"/>.</param>
    /// <param name="metrics">Where figures go.</param>
    /// <exception cref="StoreDamagedException">What is stored is damaged; the message says what is safe.</exception>
    public EntityHost(HostStores stores, IEnumerable<EntityType> types, HostOptions options, TimeProvider clock, TimeProvider realClock, JsonSerializerOptions sealing, HostMetrics metrics)
    {
        (_journal, _checkpoints) = stores;
        _options = options;
        _metrics = metrics;
        _realClock = realClock;
        foreach (var type in types) _runtimes.Add(type.Name, type.Bind(sealing));
        _dirty = new DirtyEntities(_checkpoints.Mark is var mark ? new JournalHead(mark.CompleteOffset, mark.Hash) : JournalHead.Empty);
        var recent = new RecentLanes(options.RecoveryThreads, options.RecentStates);
        var table = new EntityTable(options.TableStripes, expected: (int)Math.Min(_journal.Head.Offset - _checkpoints.Mark.CompleteOffset, options.MaximumLoaded));
        _directory = new EntityDirectory(_runtimes, _checkpoints, recent, table, _dirty.Add);
        _queue = new JournalQueue(_journal.Head.Offset, options.QueueLimit, options.QueueBytes);
        _turn = new Turn(_directory, _queue, clock, realClock);
        _log = new CommitLog(_journal, _runtimes, _journal.Head, options);
        Timers = new TimerQueue(_turn, _queue, _checkpoints, clock, options);
        Writer = new JournalWriter(_journal, _queue, _log, _dirty, OnCommitted, metrics);
        Checkpointer = new Checkpointer(_checkpoints, _dirty, () => Relay?.Durable() ?? (_checkpoints.Mark.MailCursor, _checkpoints.Parked()), realClock, options.CheckpointRows);
        var recovery = new Recovery(_journal, _checkpoints, _directory, _dirty, recent, options, Timers.Committed);
        recovery.Run(_runtimes.ToDictionary(pair => pair.Key, pair => pair.Value.Type.StateVersion, StringComparer.Ordinal), CheckpointDuringRecovery);
        ReplayedEvents = recovery.Replayed;
        Relay = new MailRelay(_log, _queue, _turn, _checkpoints.Mark, _checkpoints.Parked(), RowAt);
        metrics.Observe(Figures);
    }

    /// <summary>Events that the start had to replay.</summary>
    public long ReplayedEvents { get; }

    /// <summary>The journal's committed end.</summary>
    public JournalHead Head => _log.Head;

    /// <summary>
    /// For who has read a state and wants to find in a view, or of mail, all that belongs to it: wait until it has come to this offset. <see cref="Head"/> may be a batch behind what a read shows.
    /// </summary>
    public long SeenOffset => _log.Announced;

    /// <summary>Called once when the journal can no longer be written: stop the process, start again.</summary>
    public Action<Exception>? OnFailed { get; set; }

    /// <summary>Called when an entity had to be stopped, with its stream and the reason: an alarm. Set before <see cref="Start"/>; told at once of those that could not be replayed.</summary>
    public Action<EntityKey, string>? OnStopped
    {
        get => _directory.OnStopped;
        set => _directory.OnStopped = value;
    }

    /// <summary>
    /// Called once when mail stands still because this program cannot make or address what comes next, with the reason: an alarm. Commands go on being answered; nothing that follows from them
    /// reaches another entity until a program that can is started. Set before <see cref="Start"/>.
    /// </summary>
    public Action<string>? OnMailStopped
    {
        get => Relay.OnStopped;
        set => Relay.OnStopped = value;
    }

    internal JournalWriter Writer { get; }

    internal MailRelay Relay { get; }

    internal Checkpointer Checkpointer { get; }

    internal TimerQueue Timers { get; }

    internal CommitLog Log => _log;

    internal JournalQueue Queue => _queue;

    internal EntityDirectory Directory => _directory;

    internal HostOptions Options => _options;

    internal IReadOnlyDictionary<string, EntityRuntime> Runtimes => _runtimes;

    /// <summary>
    /// Decides a command and answers when the version it was decided on is on disk. Business refusals are answers; see the exceptions for the rest.
    /// </summary>
    /// <exception cref="EntityStoppedException">The entity could not be rebuilt.</exception>
    /// <exception cref="JournalFullException">Nothing was taken.</exception>
    /// <exception cref="CommitUnknownException">Whether it was taken is not known; ask again with the same id.</exception>
    public ValueTask<Answer<TState>> SendAsync<TState, TCommand, TEvent>(
        EntityType<TState, TCommand, TEvent> type, string key, TCommand command, Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        if (Backlog > _options.TailLimit) return SlowlyAsync(type, key, command, request);
        var result = Submit(type, key, command, request);
        return result.Batch is null or { Completion.IsCompletedSuccessfully: true }
            ? new ValueTask<Answer<TState>>(AnswerOf<TState>(result))
            : AfterCommitAsync<TState>(result);
    }

    /// <summary>The entity's committed state; the type's empty state when nothing is stored.</summary>
    /// <exception cref="EntityStoppedException">The entity could not be rebuilt.</exception>
    public TState Read<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key)
        where TState : class
        where TCommand : class
        where TEvent : class => (TState)_directory.Committed(EntityKey.Of(type, key)).State;

    /// <summary>The entity's committed state and its version (0 when nothing is stored).</summary>
    /// <exception cref="EntityStoppedException">The entity could not be rebuilt.</exception>
    public (TState State, long Version) ReadVersion<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var snapshot = _directory.Committed(EntityKey.Of(type, key));
        return ((TState)snapshot.State, snapshot.Version);
    }

    /// <summary>
    /// Completes when the entity's committed version is above <paramref name="knownVersion"/>; answers the new version. For live pages and for edges that
    /// follow an entity until another one's mail is in.
    /// </summary>
    public async Task<long> WaitForChangeAsync(EntityKey entity, long knownVersion, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Register first, then look: a commit between the two completes the registration.
            var watch = _watches.Begin(entity.Value);
            try
            {
                var version = _directory.Committed(entity).Version;
                if (version > knownVersion) return version;
                await watch.Changed.WaitAsync(cancellationToken);
            }
            finally
            {
                _watches.End(entity.Value, watch);
            }
        }
    }

    /// <summary>
    /// Completes when all mail that belongs to any state that was read or answered before is taken and on disk: from events up to <see cref="SeenOffset"/>. Mail for an entity that is stopped is not
    /// waited for: whoever asks that entity is told that it is stopped. For edges that decide by what several entities have told another one.
    /// </summary>
    public Task WaitForMailAsync(CancellationToken cancellationToken) => WaitForMailAsync(SeenOffset, cancellationToken);

    /// <summary>The same up to an offset; for tests, which know the one.</summary>
    internal async Task WaitForMailAsync(long offset, CancellationToken cancellationToken)
    {
        // Looked at rather than announced: mail is as good as always past, and only a start or a burst makes anybody wait.
        while (!Relay.IsPast(offset)) await Task.Delay(s_mailLook, _realClock, cancellationToken);
    }

    /// <summary>The chain's hash at the end of a batch; null when no batch ends there.</summary>
    public ReadOnlyMemory<byte>? HashAt(long offset) => _journal.HashAt(offset);

    /// <summary>Gives every part its thread.</summary>
    public void Start() => _threads ??= new HostThreads(this, _options, _realClock, failure => OnFailed?.Invoke(failure));

    /// <summary>Writes what is queued, delivers what mail follows from it, writes a last checkpoint, and stops.</summary>
    public void Stop()
    {
        _threads?.Dispose();
        _threads = null;
    }

    public void Dispose()
    {
        Stop();
        Checkpointer.Dispose();
        _queue.Dispose();
        _journal.Dispose();
        _checkpoints.Dispose();
    }

    internal TurnResult Submit<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key, TCommand command, in Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        if (_queue.IsFull) throw new JournalFullException();
        _metrics.Command();
        var runtime = (EntityRuntime<TState, TCommand, TEvent>)_runtimes[type.Name];
        return _turn.Command(EntityKey.Of(type, key).Value, runtime, command, request);
    }

    internal static Answer<TState> AnswerOf<TState>(in TurnResult result) =>
        new(result.Kind, (TState)result.Snapshot.State, result.Snapshot.Version, result.Snapshot.Offset, result.Refusal, result.Outcome) { Wait = new TimeSpan(result.WaitTicks) };

    /// <summary>Drops idle entities beyond the limit. Checkpoint thread.</summary>
    internal void Evict() => _directory.Evict(_options.MaximumLoaded);

    internal long TailEvents => _log.Head.Offset - Checkpointer.Mark.CompleteOffset;

    /// <summary>Mail that stands still does not count: nobody's waiting would let it keep up.</summary>
    private long Backlog => Math.Max(TailEvents, Relay.StoppedBecause is null ? MailLag : 0);

    private long MailLag => _log.Head.Offset - Relay.Followed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Answer<TState>> AfterCommitAsync<TState>(TurnResult result)
    {
        await result.Batch!.Completion;
        return AnswerOf<TState>(result);
    }

    /// <summary>Checkpoints or mail have fallen behind: everybody waits a little, so that a restart stays short and mail keeps up.</summary>
    private async ValueTask<Answer<TState>> SlowlyAsync<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key, TCommand command, Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var excess = (double)(Backlog - _options.TailLimit) / _options.TailLimit;
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(excess * 200, 1, 200)), _realClock);
        var result = Submit(type, key, command, request);
        if (result.Batch is { } batch) await batch.Completion;
        return AnswerOf<TState>(result);
    }

    private void OnCommitted(EntityCell cell, Snapshot snapshot)
    {
        Timers.Committed(cell, snapshot);
        _watches.Committed(cell, snapshot);
    }

    private void CheckpointDuringRecovery()
    {
        Checkpointer.Step();
        Evict();
    }

    private CommittedRow? RowAt(long offset)
    {
        // Batches end where they end: read from the journal's start of the batch that holds the offset.
        for (var after = _journal.BatchBefore(offset); after < offset;)
        {
            if (_log.Next(after) is not { } rows) return null;
            foreach (var row in rows.Rows)
            {
                if (row.Offset == offset) return row;
            }

            after = rows.LastOffset;
        }

        return null;
    }

    private HostFigures Figures() => new()
    {
        QueueRows = _queue.Depth,
        QueueBytes = _queue.Bytes,
        TailEvents = TailEvents,
        CheckpointAge = Checkpointer.Age,
        MailLagEvents = MailLag,
        MailStandsStill = Relay.StoppedBecause is not null,
        ParkedMail = Relay.ParkedCount,
        LoadedEntities = _directory.Count,
        StoppedEntities = _directory.Stopped,
        Offset = _log.Head.Offset,
        IsBehind = _queue.Depth > _options.QueueLimit / 2 || Backlog > _options.TailLimit,
    };
}

/// <summary>Where a host keeps everything.</summary>
/// <param name="Journal">The events.</param>
/// <param name="Checkpoints">The entity rows; may be lost.</param>
public sealed record HostStores(IJournalStore Journal, ICheckpointStore Checkpoints);
