using System.Diagnostics;
using System.Globalization;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Link;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>
/// One feeder in simulated time: the program's own code over a body, a disk and a machine that outlive power cuts. Its power, its clock chip, its network's time and its disk are the simulation's to take
/// away. Thousands live in one <see cref="SimulatedTime"/> without a thread of their own.
/// </summary>
internal sealed class SimulatedHome
{
    private static readonly TimeSpan s_asksSoon = TimeSpan.FromMinutes(5);
    private static readonly Uri s_server = new("mqtt://server.simulated");
    private static readonly TimeSpan s_asksHourly = TimeSpan.FromHours(1);

    private readonly SimulatedTime _time;
    private readonly Instant _programMade;
    private SimulatedMachineClock _machine;
    private Life? _life;
    private int _boots;
    private int _conversations;

    /// <param name="drift">What the quartz gains in a second of true time, in seconds.</param>
    public SimulatedHome(SimulatedTime time, SimulatedParts parts, Instant programMade, double drift = 0)
    {
        (_time, _programMade, Drift) = (time, programMade, drift);
        Body = new FeederBody(parts) { Arrived = CountDrop };
        _machine = NewMachine();
    }

    public double Drift { get; }

    public FeederBody Body { get; }

    public MemoryDisk Disk { get; } = new();

    /// <summary>How wrong the clock chip is; null where there is none, or its battery is empty.</summary>
    public Duration? ChipOff { get; set; }

    /// <summary>Whether a time server can be reached, and how wrong it is.</summary>
    public Duration? NetworkTimeOff { get; set; }

    /// <summary>The way to a server; null: it has none. Taken at each start of the program.</summary>
    public INetwork? Network { get; set; }

    /// <summary>What it is called on the wire.</summary>
    public string DeviceId { get; init; } = "f1";

    /// <summary>Of the pauses between attempts to connect: 0 up to, and without, 1.</summary>
    public Func<double> Chance { get; init; } = () => 0.5;

    /// <summary>Called when the power goes, or the program is killed.</summary>
    public Action? PowerLost { get; init; }

    /// <summary>The program, while there is power.</summary>
    public Feeder? Feeder => _life?.Feeder;

    /// <summary>Portions that truly dropped while this meal was open, whatever the ledger says of it.</summary>
    public Dictionary<string, int> Drops { get; } = new(StringComparer.Ordinal);

    /// <summary>When portions truly dropped, in the order in which they did: what the motor and the food know, and no ledger.</summary>
    public List<Instant> DroppedAt { get; } = [];

    /// <summary>How often the power, or the program, went while a portion was in flight.</summary>
    public int Interruptions { get; private set; }

    /// <summary>After how many more commits the power goes; the last of them is written or not by <see cref="IsLastCommitKept"/>.</summary>
    public int? CutsAfterCommits { get; set; }

    public bool IsLastCommitKept { get; set; }

    public void PowerOn()
    {
        if (_life is not null) return;
        _machine = NewMachine();
        Begin();
    }

    public void CutPower()
    {
        if (_life is null) return;
        if (Disk.Entries.Values.Any(entry => entry.InFlight)) Interruptions++;
        var life = _life;
        _life = null;
        life.Power.Cancel();
        life.Feeder.Dispose();
        PowerLost?.Invoke();
    }

    /// <summary>The program is killed and starts again; the machine runs on.</summary>
    public void KillProgram()
    {
        if (_life is null) return;
        CutPower();
        Begin();
    }

    private void Begin()
    {
        var power = new CancellationTokenSource();
        var ledger = new FeederLedger(new MemoryLedgerStore(Disk, () => BeforeCommit(power), () => AfterCommit(power)));
        var clock = new DeviceClock(_machine, ledger.Clock, _programMade);
        var feeder = new Feeder(ledger, new SimulatedFeeder(Body, _time, power.Token), clock, _time);
        _life = new Life(feeder, power);
        _ = _time.Run(() => LiveAsync(feeder, power.Token));
        _ = _time.Run(() => HearTheNetworkAsync(clock, power.Token));
        if (Network is { } network) _ = _time.Run(() => TalkAsync(network, feeder, power.Token));
    }

    private async Task LiveAsync(Feeder feeder, CancellationToken power)
    {
        try
        {
            await new FeedingLoop(feeder, new FeedingOptions(_time, Body.Parts.GramsPerPortion)).RunAsync(power);
        }
        catch (OperationCanceledException) when (power.IsCancellationRequested)
        {
            // The power is gone, and with it whoever would hear of it.
        }
    }

    private async Task HearTheNetworkAsync(DeviceClock clock, CancellationToken power)
    {
        try
        {
            while (!power.IsCancellationRequested)
            {
                var isHeard = NetworkTimeOff is { } off && clock.Hear(new TimeSample(TimeSource.Ntp, "simulated", _time.Now + off, Duration.FromMilliseconds(50)));
                await Task.Delay(isHeard ? s_asksHourly : s_asksSoon, _time, power);
            }
        }
        catch (OperationCanceledException) when (power.IsCancellationRequested)
        {
            // As above.
        }
    }

    /// <summary>The program's own link over the simulation's network. The power takes both at once.</summary>
    private async Task TalkAsync(INetwork network, Feeder feeder, CancellationToken power)
    {
        var settings = new AgentSettings("", s_server, DeviceId, Secret: null, Simulate: true, Local: null, Speed: 1);
        var party = new ServerParty(feeder, settings, () => throw new UnreachableException("Nobody asks a simulated feeder for its key."), () => new Conversation(feeder, new Topics(DeviceId), (++_conversations).ToString(CultureInfo.InvariantCulture), Product.Version, _time));
        try
        {
            await new LinkLoop(network, party, feeder, _time, Chance, NullLogger.Instance).RunAsync(power, power);
        }
        catch (OperationCanceledException) when (power.IsCancellationRequested)
        {
            // As above: a commit of the link's was the last one.
        }
    }

    private void BeforeCommit(CancellationTokenSource power)
    {
        if (CutsAfterCommits is { } left)
        {
            CutsAfterCommits = left - 1;
            if (left <= 1 && !IsLastCommitKept) CutNow();
        }

        power.Token.ThrowIfCancellationRequested();
    }

    private void AfterCommit(CancellationTokenSource power)
    {
        if (CutsAfterCommits <= 0) CutNow();
        power.Token.ThrowIfCancellationRequested();
    }

    private void CutNow()
    {
        CutsAfterCommits = null;
        CutPower();
    }

    private void CountDrop()
    {
        DroppedAt.Add(_time.Now);
        var open = Disk.Entries.Values.FirstOrDefault(entry => entry is { IsFinal: false, StartedAt: not null })?.OccurrenceId ?? "";
        Drops[open] = Drops.GetValueOrDefault(open) + 1;
    }

    private SimulatedMachineClock NewMachine() => new(_time, (++_boots).ToString("boot-0000", CultureInfo.InvariantCulture), () => ChipOff, Drift);

    private sealed record Life(Feeder Feeder, CancellationTokenSource Power);
}
