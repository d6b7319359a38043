namespace Mainstay.Web;

/// <summary>
/// Lets requests in: up to the limit at once, then they wait in line, and who cannot be let in soon is turned away at once. While work waits too long for a processor, only a few are at work
/// before their first wait: the others stand in line here, by rank, and not in the pool, where they would stand before those who arrive. One short lock; the times come from the caller's clock,
/// so that tests and figures agree.
/// </summary>
internal sealed class AdmissionGate
{
    private const int ShortestLine = 16;
    private const int LongestLine = 16_384;
    private readonly Lock _gate = new();
    private readonly WaitingLine _line = new();
    private readonly ConcurrencyLimit _limit;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _longestWait;
    private readonly TimeSpan _processorDelay;
    private readonly int _mostBeginning;
    private readonly long[] _admitted = new long[AdmissionRanks.Count];
    private readonly long[] _refused = new long[AdmissionRanks.Count];
    private readonly RankPlaces _places = new();
    private int _running;
    private int _beginning;
    private bool _isCrowded;
    private bool _isLate;
    private bool _hasRefused;
    private bool _wasFull;
    private long? _beatSince;
    private int _mostRunning;
    private int _capacity;
    private long _finished;
    private TimeSpan _lastWait;

    /// <param name="options">Bounds.</param>
    /// <param name="clock">Real time.</param>
    public AdmissionGate(AdmissionOptions options, TimeProvider clock)
    {
        _limit = new ConcurrencyLimit(options.ProcessorDelay, options.LeastConcurrency, options.MostConcurrency);
        (_clock, _longestWait, _processorDelay, _mostBeginning) = (clock, options.LongestWait, options.ProcessorDelay, options.MostBeginning);
        _capacity = Capacity(perSecond: 0);
    }

    /// <summary>Present figures; counts are sums since the start.</summary>
    public AdmissionFigures Figures
    {
        get
        {
            lock (_gate)
            {
                var waiting = Enum.GetValues<AdmissionRank>().Select(_line.CountOf).ToArray();
                return new AdmissionFigures(_limit.Value, _running, _capacity, waiting, [.. _admitted], [.. _refused], _lastWait);
            }
        }
    }

    /// <summary>Work waits too long for a processor, or did in the last window, or somebody was turned away in it. Read without the lock: it is a hint.</summary>
    public bool IsCrowded => Volatile.Read(ref _isCrowded);

    /// <summary>Whether somebody who comes now is turned away at once; counts them if so.</summary>
    public bool TurnsAway(AdmissionRank rank)
    {
        lock (_gate)
        {
            if (!_isCrowded || FindsPlace(rank)) return false;
            Refuse(rank);
            return true;
        }
    }

    /// <summary>Asks to be let in.</summary>
    /// <param name="rank">Who asks.</param>
    /// <param name="waiter">When neither: wait for it.</param>
    /// <returns>True: in, and <see cref="Begun"/> and <see cref="Leave"/> must follow. False: turned away. Null: in line, or let in on a thread for those who are.</returns>
    public bool? Enter(AdmissionRank rank, out Waiter? waiter)
    {
        waiter = null;
        Waiter? next = null, gone = null;
        lock (_gate)
        {
            if (_beatSince is { } since) ObserveDelay(_clock.GetElapsedTime(since));
            var isNext = HasRoom && _line.Count == 0;
            if (isNext && !_isLate) return Admit(rank);
            if (!isNext && !FindsPlace(rank))
            {
                Refuse(rank);
                return false;
            }

            waiter = new Waiter(rank, _clock.GetTimestamp());
            if (isNext) Admit((next = waiter).Rank);
            else if ((gone = _line.Add(waiter, _capacity)) is not null) Refuse(gone.Rank);
        }

        next?.LetIn();
        if (ReferenceEquals(gone, waiter)) return false;
        gone?.TurnAway();
        return null;
    }

    /// <summary>A request that was let in waits for the first time, or is answered already: its thread goes on with others.</summary>
    public void Begun()
    {
        Waiter? next;
        lock (_gate)
        {
            _beginning--;
            next = Next();
        }

        next?.LetIn();
    }

    /// <summary>A request that was let in is answered, or needs its place no longer.</summary>
    public void Leave()
    {
        Waiter? next;
        lock (_gate)
        {
            _running--;
            _finished++;
            next = Next();
        }

        next?.LetIn();
    }

    /// <summary>Turns away who has waited too long, and lets in whom a grown limit has room for.</summary>
    public void Sweep()
    {
        while (Step() is var (waiter, isIn))
        {
            if (isIn) waiter.LetIn();
            else waiter.TurnAway();
        }
    }

    /// <summary>A beat waits for a processor from now on. As long as it waits, all others do.</summary>
    public void BeatWaits()
    {
        lock (_gate) _beatSince = _clock.GetTimestamp();
    }

    /// <summary>The beat has got its processor.</summary>
    /// <returns>How long it waited.</returns>
    public TimeSpan BeatRuns()
    {
        lock (_gate)
        {
            var delay = _clock.GetElapsedTime(_beatSince!.Value);
            _isLate = false;
            ObserveDelay(delay);
            _beatSince = null;
            return delay;
        }
    }

    /// <summary>Ends a window: the limit and the line follow what was measured in it.</summary>
    /// <param name="processorDelay">How long work waited for a processor in it.</param>
    /// <param name="storeIsBehind">Whether the store asks for less.</param>
    /// <param name="length">The window's length.</param>
    public void EndWindow(TimeSpan processorDelay, bool storeIsBehind, TimeSpan length)
    {
        lock (_gate)
        {
            _limit.Observe(new AdmissionWindow(processorDelay, _mostRunning, storeIsBehind));
            _capacity = Capacity(_finished / length.TotalSeconds);
            _places.Observe(_admitted, _capacity, _isCrowded, _wasFull);
            _isCrowded = _hasRefused || processorDelay > _processorDelay;
            (_mostRunning, _finished, _hasRefused, _wasFull) = (_running, 0, false, false);
        }
    }

    /// <summary>
    /// As many as go through in half the longest wait: who stands further back would only be turned away later. The other half is for moments in which the machine stands still. After a calm, in which
    /// little went through, as many as may run.
    /// </summary>
    private int Capacity(double perSecond) => (int)Math.Clamp(perSecond * _longestWait.TotalSeconds / 2, Math.Max(ShortestLine, _limit.Value), LongestLine);

    private bool HasRoom => _running < _limit.Value && (!_isCrowded || _beginning < _mostBeginning);

    /// <summary>
    /// Where work waits for half the longest wait before it is looked at, those who arrive are turned away too late: then whoever is let in goes on with a thread for those who are, and the pool's are for those who arrive. It costs
    /// a change of threads, so not before.
    /// </summary>
    private void ObserveDelay(TimeSpan delay)
    {
        _isCrowded |= delay > _processorDelay;
        _isLate |= delay > _longestWait / 2;
    }

    private bool FindsPlace(AdmissionRank rank)
    {
        _wasFull |= _line.Count >= _capacity;
        return _line.CountOf(rank) < _places.Of(rank) && _line.HasRoomFor(rank, _capacity);
    }

    private void Refuse(AdmissionRank rank)
    {
        _refused[(int)rank]++;
        _hasRefused = true;
    }

    private bool Admit(AdmissionRank rank)
    {
        _admitted[(int)rank]++;
        _running++;
        _beginning++;
        _mostRunning = Math.Max(_mostRunning, _running);
        return true;
    }

    /// <summary>
    /// The next in line, let in; null when there is no room or nobody waits. Where the line is not known to be too short for all, nobody's turn is put off until it is too late: half the longest wait is left then.
    /// </summary>
    private Waiter? Next()
    {
        long? overdue = _places.AreBounded ? null : _clock.GetTimestamp() - (long)(_longestWait.TotalSeconds * _clock.TimestampFrequency / 2);
        if (!HasRoom || _line.TakeNext(overdue) is not { } next) return null;
        _lastWait = _clock.GetElapsedTime(next.Since);
        Admit(next.Rank);
        return next;
    }

    private (Waiter Waiter, bool IsIn)? Step()
    {
        lock (_gate)
        {
            if (_line.TakeStale(_clock.GetTimestamp(), (long)(_longestWait.TotalSeconds * _clock.TimestampFrequency)) is { } stale)
            {
                Refuse(stale.Rank);
                return (stale, false);
            }

            return Next() is { } next ? (next, true) : null;
        }
    }
}

/// <summary>How admission stands. Arrays are by <see cref="AdmissionRank"/>.</summary>
/// <param name="Limit">How many may run at once.</param>
/// <param name="Running">How many do.</param>
/// <param name="Capacity">How many may wait.</param>
/// <param name="Waiting">How many do.</param>
/// <param name="Admitted">Let in since the start.</param>
/// <param name="Refused">Turned away since the start.</param>
/// <param name="LastWait">How long the last one waited who was let in from the line.</param>
public sealed record AdmissionFigures(
    int Limit, int Running, int Capacity, IReadOnlyList<int> Waiting, IReadOnlyList<long> Admitted, IReadOnlyList<long> Refused, TimeSpan LastWait)
{
    /// <summary>Of a server that lets everybody in.</summary>
    public static readonly AdmissionFigures None = new(0, 0, 0, new int[AdmissionRanks.Count], new long[AdmissionRanks.Count], new long[AdmissionRanks.Count], TimeSpan.Zero);
}
