using Mainstay.Entities;
using Mainstay.Tests.Simulation.Faults;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Stores;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>Everything of one run: what outlives the process (disk, clocks, clients, oracles) and the process that runs now.</summary>
internal sealed class World : IDisposable
{
    public static readonly DateTimeOffset Start = new(2021, 10, 4, 15, 40, 0, TimeSpan.Zero);
    private readonly IReadOnlyList<IScenario> _scenarios;
    private readonly HashSet<string> _rotted = new(StringComparer.Ordinal);
    private readonly HostMetrics _metrics = new();
    private readonly string? _viewFolder;
    private ViewRunner? _runner;

    /// <param name="seed">Decides everything.</param>
    /// <param name="cast">Who is on the stage.</param>
    /// <param name="fault">What is broken on purpose.</param>
    /// <param name="trace">Where to say what happens; null for nowhere.</param>
    /// <param name="watching">Which oracles watch.</param>
    /// <param name="reached">Where to note what the run comes across.</param>
    public World(int seed, Cast cast, Fault fault, Trace? trace, Func<Oracle, bool> watching, Reached reached)
    {
        Random = new Random(seed);
        Trace = trace;
        Reached = reached;
        Habits = new Habits(Random, cast);
        _scenarios = All.Scenarios(Habits.Crowd, cast);
        Disk = new Disk(fault) { DamageSpreads = Random.Next(2) == 0, Noted = what => reached.Note(what) };
        Program = new ProgramVersion(StateVersion: 1, Bug.None);
        Model = new JournalModel(Disk.Journal, TypesOf(new ProgramVersion(StateVersion: 0, Bug.None)));
        Reader = new EntityReader(TypesOf(Program));
        Clients = new Clients(this);
        Oracles = new OracleSet(this, _scenarios, watching);
        if (Habits.HasViews && _scenarios.Any(scenario => scenario.Views().Any())) _viewFolder = Directory.CreateTempSubdirectory("mainstay-simulation-").FullName;
    }

    public Random Random { get; }

    public Trace? Trace { get; }

    public Reached Reached { get; }

    public Habits Habits { get; }

    public Disk Disk { get; }

    public Fault Fault => Disk.Fault;

    /// <summary>Business time: it may jump, and be asked to go back.</summary>
    public SimulatedClock Clock { get; } = new(Start);

    public SimulatedClock RealClock { get; } = new(Start);

    /// <summary>Business time of hosts that are opened for a look only.</summary>
    public SimulatedClock ShadowClock { get; } = new(Start);

    public ProgramVersion Program { get; private set; }

    public JournalModel Model { get; }

    public EntityReader Reader { get; }

    public Clients Clients { get; }

    public OracleSet Oracles { get; }

    /// <summary>The running process; null while there is none.</summary>
    public EntityHost? Host { get; private set; }

    /// <summary>Processes that came up, this one included.</summary>
    public int Starts { get; private set; }

    public IReadOnlyList<SimulatedView> Views { get; private set; } = [];

    /// <summary>Entities that were stopped, in all processes so far, why, and what their program had wrong.</summary>
    public List<(string Stream, string Reason, Bug Bug)> Stopped { get; } = [];

    /// <summary>Entities that the running process has given an alarm for.</summary>
    public int StoppedInProcess { get; private set; }

    /// <summary>Called before each event of a view.</summary>
    public Action<Seam>? AtViewEvent { get; set; }

    public IReadOnlyList<IScenario> Scenarios => _scenarios;

    public IAsk NextAsk() => _scenarios[Random.Next(_scenarios.Count)].Next(Random, Clock.GetUtcNow(), Model);

    /// <summary>Whether the entity's row was unreadable at some time.</summary>
    public bool IsHarmed(string stream) => _rotted.Contains(stream);

    public void Rot(string stream)
    {
        _rotted.Add(stream);
        Disk.Change(Disk.Rows with { Rotten = Disk.Rows.Rotten.Add(stream) });
    }

    /// <summary>Starts a process on what the disk holds; one that ends during its start is followed by the next.</summary>
    public void Open(ProgramVersion program)
    {
        do
        {
            Disk.Reopen();
            Program = program;
            Trace?.Add($"start {program} at {Disk.Journal.Head.Offset}, rows complete to {Disk.Rows.Mark.CompleteOffset}, mail to {Disk.Rows.Mark.MailCursor}");
        }
        while (!TryOpen(program));
        Look();
        if (_viewFolder is not null) AttachViews();
    }

    /// <summary>The process ends: whatever was in memory is gone.</summary>
    public void End()
    {
        Clients.LoseConnections();
        Close();
    }

    /// <summary>Opens another host on a copy of what is on the disk now, as if the process had just ended, and lets the oracles look at it.</summary>
    public void Look()
    {
        ShadowClock.MoveTo(Clock.GetUtcNow().UtcTicks);
        var disk = Disk.Shadow();
        using var shadow = HostOver(new SimulatedJournalStore(disk), disk, ShadowClock, new HostOptions { RecoveryThreads = 1, TableStripes = 1, RecentStates = 8 });
        Oracles.Opened(shadow);
    }

    public bool StepView(int view) => _runner?.Step(view) == true;

    public void Dispose()
    {
        Close();
        _metrics.Dispose();
        if (_viewFolder is not null) Directory.Delete(_viewFolder, recursive: true);
    }

    private void Close()
    {
        _runner?.Dispose();
        _runner = null;
        Views = [];
        Host?.Dispose();
        Host = null;
    }

    private bool TryOpen(ProgramVersion program)
    {
        try
        {
            var journal = new SimulatedJournalStore(Disk);
            var host = HostOver(journal, Disk, Clock, Habits.Options);
            if (Disk.IsDown) return false; // Recovery may take the end of the process for a row that cannot be read.
            StoppedInProcess = 0;
            host.OnStopped = (entity, reason) =>
            {
                Trace?.Add($"  stopped {entity}: {reason}");
                StoppedInProcess++;
                Reached.Note($"stopped: {reason.Split(':')[0].Split(' ')[0]}");
                Stopped.Add((entity.Value, reason, program.Bug));
            };
            Host = host;
            journal.Serves = true;
            Starts++;
            Reached.Note(Disk.Rows.Parked.Count > 0 ? "start with parked mail" : "start");
            return true;
        }
        catch (Exception) when (Disk.IsDown)
        {
            return false;
        }
    }

    private EntityHost HostOver(SimulatedJournalStore journal, Disk disk, SimulatedClock clock, HostOptions options) => new(
        new HostStores(journal, new SimulatedCheckpointStore(disk)), TypesOf(Program).Select(Fault.OnType), options, clock, RealClock, PlainSealing.Options, _metrics);

    private IEnumerable<EntityType> TypesOf(ProgramVersion program) => _scenarios.SelectMany(scenario => scenario.Types(program));

    private void AttachViews()
    {
        if (Random.Next(5) == 0) Directory.Delete(_viewFolder!, recursive: true);
        Views = [.. _scenarios.SelectMany(scenario => scenario.Views())];
        foreach (var view in Views) view.BeforeEvent = () => AtViewEvent?.Invoke(Seam.ViewEvent);
        _runner = new ViewRunner(Host!, Views, _viewFolder!);
        Reached.Note(Views.Any(view => view.Position > 0) ? "view kept" : "view made anew");
    }
}
