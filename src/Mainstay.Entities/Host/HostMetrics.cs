using System.Diagnostics.Metrics;

namespace Mainstay.Entities;

/// <summary>
/// What the host measures, as OpenTelemetry instruments of the meter "Mainstay.Entities" and as plain figures for the operations page.
/// </summary>
public sealed class HostMetrics : IDisposable
{
    public const string MeterName = "Mainstay.Entities";
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _commands;
    private readonly Counter<long> _rows;
    private readonly Histogram<double> _commit;
    private long _commandCount;
    private long _rowCount;
    private long _batchCount;
    private long _commitTicks;
    private Func<HostFigures>? _figures;

    public HostMetrics()
    {
        _commands = _meter.CreateCounter<long>("mainstay.commands", "{command}", "Commands decided");
        _rows = _meter.CreateCounter<long>("mainstay.journal.rows", "{row}", "Rows committed");
        _commit = _meter.CreateHistogram<double>("mainstay.journal.commit.duration", "s", "From taking a batch to its release");
        _meter.CreateObservableGauge("mainstay.journal.queue", () => Figures.QueueRows, "{row}", "Rows waiting for the writer");
        _meter.CreateObservableGauge("mainstay.journal.queue.size", () => Figures.QueueBytes, "By", "Encoded rows waiting for the writer");
        _meter.CreateObservableGauge("mainstay.journal.tail", () => Figures.TailEvents, "{event}", "Events that a restart would replay");
        _meter.CreateObservableGauge("mainstay.checkpoint.age", () => Figures.CheckpointAge.TotalSeconds, "s", "Since the last checkpoint mark");
        _meter.CreateObservableGauge("mainstay.mail.lag", () => Figures.MailLagEvents, "{event}", "Committed events whose mail is not yet delivered");
        _meter.CreateObservableGauge("mainstay.mail.parked", () => Figures.ParkedMail, "{letter}", "Mail kept for stopped entities");
        _meter.CreateObservableGauge("mainstay.mail.stopped", () => Figures.MailStandsStill ? 1 : 0, "{relay}", "Relays that stand still before mail that this program cannot make or address: look at the log");
        _meter.CreateObservableGauge("mainstay.entities.loaded", () => Figures.LoadedEntities, "{entity}", "Entities in memory");
        _meter.CreateObservableGauge("mainstay.entities.stopped", () => Figures.StoppedEntities, "{entity}", "Entities that could not be rebuilt: look at the log");
    }

    /// <summary>The present figures; zeros before the host runs.</summary>
    public HostFigures Figures => (_figures?.Invoke() ?? new HostFigures()) with
    {
        Commands = Interlocked.Read(ref _commandCount),
        Rows = Interlocked.Read(ref _rowCount),
        Batches = Interlocked.Read(ref _batchCount),
        CommitTime = new TimeSpan(Interlocked.Read(ref _commitTicks)),
    };

    public void Dispose() => _meter.Dispose();

    internal void Observe(Func<HostFigures> figures) => _figures = figures;

    internal void Command()
    {
        Interlocked.Increment(ref _commandCount);
        _commands.Add(1);
    }

    internal void Committed(int rows, TimeSpan duration)
    {
        Interlocked.Add(ref _rowCount, rows);
        Interlocked.Increment(ref _batchCount);
        Interlocked.Add(ref _commitTicks, duration.Ticks);
        _rows.Add(rows);
        _commit.Record(duration.TotalSeconds);
    }
}

/// <summary>The host's figures at one moment. Counts and times are sums since the start.</summary>
public sealed record HostFigures
{
    public long Commands { get; init; }

    public long Rows { get; init; }

    public long Batches { get; init; }

    /// <summary>Sum of all commits' durations.</summary>
    public TimeSpan CommitTime { get; init; }

    public int QueueRows { get; init; }

    public long QueueBytes { get; init; }

    public long TailEvents { get; init; }

    public TimeSpan CheckpointAge { get; init; }

    public long MailLagEvents { get; init; }

    /// <summary>Mail waits for a program that can make or address what comes next; it grows until then.</summary>
    public bool MailStandsStill { get; init; }

    public int ParkedMail { get; init; }

    public int LoadedEntities { get; init; }

    public int StoppedEntities { get; init; }

    /// <summary>The journal's committed end.</summary>
    public long Offset { get; init; }

    /// <summary>Half of the journal's queue is taken, or checkpoints or mail are behind their limit: whoever lets people in should let in fewer, before commands are refused or slowed down.</summary>
    public bool IsBehind { get; init; }
}
