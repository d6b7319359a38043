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
    private readonly ParkedLetters _parked;
    private readonly HashSet<string> _parkedReceivers = new(StringComparer.Ordinal);
    private readonly Func<long, CommittedRow?> _rowAt;
    private FollowedRows? _rows;
    private int _nextRow;
    private bool _retriedParked;
    private long _cursor;

    /// <param name="log">What is followed.</param>
    /// <param name="queue">Where the receivers' rows go.</param>
    /// <param name="turn">Lets a receiver take a letter.</param>
    /// <param name="mark">Where an earlier process had come to.</param>
    /// <param name="parked">What it had parked.</param>
    /// <param name="rowAt">Reads one row of the journal again; null when there is none at that offset.</param>
    public MailRelay(CommitLog log, JournalQueue queue, Turn turn, CheckpointMark mark, IReadOnlyList<ParkedMail> parked, Func<long, CommittedRow?> rowAt)
    {
        _log = log;
        _queue = queue;
        _turn = turn;
        _rowAt = rowAt;
        _cursor = mark.MailCursor;
        Followed = mark.MailCursor;
        log.Follow(() => Followed);
        _parked = new ParkedLetters(parked);
    }

    /// <summary>The offset up to which mail was handed over, committed or not.</summary>
    public long Followed { get; private set; }

    /// <summary>
    /// Why the relay stands still: it came to mail that this program cannot make or cannot address, and may not pass over it. Null while it runs. What it stands before is delivered by a start
    /// with a program that can.
    /// </summary>
    public string? StoppedBecause { get; private set; }

    /// <summary>Called once when the relay stands still, with the reason: an alarm. Set before it runs.</summary>
    public Action<string>? OnStopped { get; set; }

    public int ParkedCount => _parked.Count;

    /// <summary>
    /// The durable cursor and all mail that is parked before it. What is parked after it is left out: a start delivers it again from the journal, after earlier mail for the
    /// same receiver whose taking was not on disk yet; delivered first, as parked mail is, it would make the receiver pass over that.
    /// </summary>
    public (long Cursor, IReadOnlyList<ParkedMail> Parked) Durable()
    {
        lock (_gate)
        {
            Confirm();
            return (_cursor, _parked.UpTo(_cursor));
        }
    }

    /// <summary>
    /// Whether all mail from events up to an offset is taken, on disk, or waits for a receiver that is stopped. What was parked before this start counts as mail from before.
    /// </summary>
    public bool IsPast(long offset)
    {
        lock (_gate)
        {
            Confirm();
            return Volatile.Read(ref _retriedParked) && _cursor >= offset && _parked.IsSettled;
        }
    }

    /// <summary>Delivers what follows from one batch; false when there is nothing to do or no room in the queue. Relay thread (or the simulation) only.</summary>
    public bool Step()
    {
        if (StoppedBecause is not null || _queue.IsFull) return false;
        if (!_retriedParked && !RetryParked()) return false;
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
        var (mails, trouble) = Reaction.Of(row);
        if (trouble is not null) return StandStill(row.Offset, row.Stream, trouble);
        for (var index = 0; index < mails.Count; index++)
        {
            if (!Hand(mails[index], new MailPosition(row.Offset, index))) return StandStillBefore(mails[index], row);
        }

        return true;
    }

    /// <summary>False when nobody can take it, now or later in this process.</summary>
    private bool Hand(in PostedMail mail, MailPosition position)
    {
        var fate = _parkedReceivers.Contains(mail.To.Value) ? LetterFate.Held : _turn.Letter(mail, position);
        if (fate == LetterFate.Held) Park(new ParkedMail(mail.To.Value, position));
        return fate != LetterFate.Unknown;
    }

    private void Park(ParkedMail mail)
    {
        _parked.Keep(mail);
        _parkedReceivers.Add(mail.Receiver);
    }

    /// <summary>Mail that was parked before this start goes first to receivers that run again. False when it comes to one that this program cannot make.</summary>
    private bool RetryParked()
    {
        foreach (var mail in _parked.All())
        {
            if (!Retry(mail)) return false;
        }

        Volatile.Write(ref _retriedParked, true);
        return true;
    }

    private bool Retry(ParkedMail mail)
    {
        if (_parkedReceivers.Contains(mail.Receiver)) return true;
        var (offset, index) = (mail.Position.Offset, mail.Position.Index);
        if (_rowAt(offset) is not { } row) return StandStill(offset, mail.Receiver, "a letter is kept for it that follows from an event which is not in the journal.");
        var (mails, trouble) = Reaction.Of(row);
        if (trouble is not null) return StandStill(offset, row.Stream, trouble);
        if (index >= mails.Count) return StandStill(offset, row.Stream, $"letter {index} of it is kept for {mail.Receiver}, and this program makes {mails.Count} of it.");
        var fate = _turn.Letter(mails[index], mail.Position);
        if (fate == LetterFate.Taken) _parked.Delivered(mail, _queue.LastOffset);
        else _parkedReceivers.Add(mail.Receiver);
        return fate != LetterFate.Unknown || StandStillBefore(mails[index], row);
    }

    private bool StandStillBefore(in PostedMail mail, in CommittedRow row) =>
        StandStill(row.Offset, row.Stream, $"it writes to {mail.To}, an entity type that this program does not know. Start the program that wrote it, or a newer one.");

    private bool StandStill(long offset, string stream, string trouble)
    {
        StoppedBecause = $"Mail stands still at offset {offset} of {stream}: {trouble}";
        OnStopped?.Invoke(StoppedBecause);
        return false;
    }

    private void Confirm()
    {
        var committed = _log.Head.Offset;
        while (_unconfirmed.TryPeek(out var next) && next.QueuedUpTo <= committed)
        {
            _cursor = next.Followed;
            _unconfirmed.Dequeue();
        }

        _parked.Committed(committed);
    }
}
