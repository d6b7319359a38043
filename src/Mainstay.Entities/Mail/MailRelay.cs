namespace Mainstay.Entities;

/// <summary>
/// Follows the journal and delivers the mail that follows from its events, in order. Receivers remember the last position they took, so delivery at least once has its
/// effect exactly once. The relay decides against newest states and does not wait for commits; its cursor moves only over mail whose taking is committed.
/// </summary>
internal sealed class MailRelay
{
    private readonly CommitLog _log;
    private readonly JournalQueue _queue;
    private readonly Turn _turn;
    private readonly Lock _gate = new();
    private readonly Queue<(long Followed, long QueuedUpTo)> _unconfirmed = new();
    private readonly List<ParkedMail> _parked;
    private readonly List<(ParkedMail Mail, long QueuedUpTo)> _delivered = [];
    private readonly HashSet<string> _parkedReceivers;
    private readonly Func<MailPosition, PostedMail?> _reread;
    private FollowedRows? _rows;
    private int _nextRow;
    private bool _retriedParked;
    private long _cursor;

    public MailRelay(CommitLog log, JournalQueue queue, Turn turn, CheckpointMark mark, IReadOnlyList<ParkedMail> parked, Func<MailPosition, PostedMail?> reread)
    {
        _log = log;
        _queue = queue;
        _turn = turn;
        _reread = reread;
        _cursor = mark.MailCursor;
        Followed = mark.MailCursor;
        log.Follow(() => Followed);
        _parked = [.. parked];
        _parkedReceivers = [.. parked.Select(mail => mail.Receiver)];
    }

    /// <summary>The offset up to which mail was handed over, committed or not.</summary>
    public long Followed { get; private set; }

    /// <summary>Why the relay stands still: an event that this program cannot read. Null while it runs.</summary>
    public string? StoppedBecause { get; private set; }

    public int ParkedCount
    {
        get
        {
            lock (_gate) return _parked.Count;
        }
    }

    /// <summary>
    /// The durable cursor and all mail that is parked before it. What is parked after it is left out: a start delivers it again from the journal, after earlier mail for the
    /// same receiver whose taking was not on disk yet; delivered first, as parked mail is, it would make the receiver pass over that.
    /// </summary>
    public (long Cursor, IReadOnlyList<ParkedMail> Parked) Durable()
    {
        lock (_gate)
        {
            Confirm();
            return (_cursor, [.. _parked.Where(mail => mail.Position.Offset <= _cursor)]);
        }
    }

    /// <summary>Delivers what follows from one batch; false when there is nothing to do or no room in the queue. Relay thread (or the simulation) only.</summary>
    public bool Step()
    {
        if (StoppedBecause is not null || _queue.IsFull) return false;
        if (!_retriedParked) RetryParked();
        if (_rows is null)
        {
            _rows = _log.Next(Followed);
            _nextRow = 0;
        }

        if (_rows is null) return false;
        for (; _nextRow < _rows.Rows.Count; _nextRow++)
        {
            if (_queue.IsFull) return true;
            if (!Deliver(_rows.Rows[_nextRow])) return false;
        }

        lock (_gate)
        {
            Followed = _rows.LastOffset;
            _unconfirmed.Enqueue((_rows.LastOffset, _queue.LastOffset));
            Confirm();
        }

        _rows = null;
        return true;
    }

    private bool Deliver(in CommittedRow row)
    {
        if (row.Event is UnreadableEvent unreadable)
        {
            StoppedBecause = $"Mail stands still at offset {row.Offset} of {row.Stream}: {unreadable.Reason}";
            return false;
        }

        if (row.Event is null || row.Runtime is not { CanReact: true } runtime) return true;
        var mails = runtime.React(row.Event, OriginOf(row));
        for (var index = 0; index < mails.Count; index++) Hand(mails[index], new MailPosition(row.Offset, index));
        return true;
    }

    private void Hand(in PostedMail mail, MailPosition position)
    {
        if (!_parkedReceivers.Contains(mail.To.Value) && _turn.Letter(mail, position)) return;
        lock (_gate)
        {
            // A restart may bring the same mail again before the cursor has passed it.
            if (_parked.Contains(new ParkedMail(mail.To.Value, position))) return;
            _parked.Add(new ParkedMail(mail.To.Value, position));
            _parkedReceivers.Add(mail.To.Value);
        }
    }

    /// <summary>Mail that was parked before this start goes first to receivers that run again.</summary>
    private void RetryParked()
    {
        _retriedParked = true;
        _parkedReceivers.Clear();
        ParkedMail[] waiting;
        lock (_gate) waiting = [.. _parked];
        foreach (var mail in waiting)
        {
            if (_parkedReceivers.Contains(mail.Receiver)) continue;
            var posted = _reread(mail.Position) ?? throw new StoreDamagedException($"The parked mail {mail.Position} for {mail.Receiver} does not follow from the journal.");
            if (!_turn.Letter(posted, mail.Position))
            {
                _parkedReceivers.Add(mail.Receiver);
                continue;
            }

            lock (_gate) _delivered.Add((mail, _queue.LastOffset));
        }
    }

    private void Confirm()
    {
        var committed = _log.Head.Offset;
        while (_unconfirmed.TryPeek(out var next) && next.QueuedUpTo <= committed)
        {
            _cursor = next.Followed;
            _unconfirmed.Dequeue();
        }

        foreach (var (mail, _) in _delivered.FindAll(entry => entry.QueuedUpTo <= committed)) _parked.Remove(mail);
        _delivered.RemoveAll(entry => entry.QueuedUpTo <= committed);
    }

    internal static Origin OriginOf(in CommittedRow row) =>
        new(new EntityKey(row.Stream), row.Version, new DateTimeOffset(row.InstantTicks, TimeSpan.Zero));
}
