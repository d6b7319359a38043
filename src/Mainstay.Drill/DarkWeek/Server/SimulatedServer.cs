using System.Globalization;
using Mainstay.Entities;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederProtocol;
using Mainstay.Mqtt;
using NodaTime;
using OutgoingMessage = Mainstay.FeederAgent.Link.OutgoingMessage;

namespace Mainstay.Drill.DarkWeek.Server;

/// <summary>One of the server's lives, as the drill saw it.</summary>
internal sealed class Uptime(Instant from)
{
    public Instant From => from;

    /// <summary>Null while it lasts.</summary>
    public Instant? To { get; set; }
}

/// <summary>The server in simulated time, which can be killed at any moment and started again on what its disk holds.</summary>
internal sealed class SimulatedServer : IDisposable
{
    /// <summary>What comes within this is written together, as behind a busy disk's flush.</summary>
    private static readonly TimeSpan s_flush = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_timers = TimeSpan.FromSeconds(1);
    private const int CheckpointsEverySeconds = 600;

    private readonly SimulatedTime _time;
    private readonly ServerDisk _disk;
    private ServerLife? _life;
    private bool _isFlushDue;
    private int _requests;

    public SimulatedServer(SimulatedTime time, ServerDisk disk, Random random)
    {
        (_time, _disk) = (time, disk);
        Network = new SimulatedNetwork(time, random.NextDouble)
        {
            AtServer = TakeAsync,
            Connected = deviceId => Came(deviceId),
            Disconnected = deviceId => _life?.Went(deviceId, time.GetUtcNow()),
            Doubling = 0.05,
            Losing = 0.01,
            LongestWay = TimeSpan.FromSeconds(2),
            IsUp = false,
        };
    }

    public SimulatedNetwork Network { get; }

    public ServerLife? Life => _life;

    public List<Uptime> Lives { get; } = [];

    /// <summary>When the server first had each report: by device and occurrence.</summary>
    public Dictionary<(string DeviceId, string OccurrenceId), Instant> FirstHeard { get; } = [];

    /// <summary>When something of each device last arrived.</summary>
    public Dictionary<string, Instant> LastHeard { get; } = new(StringComparer.Ordinal);

    /// <summary>What an operator would be told, and what devices were refused: there should be nothing.</summary>
    public List<string> Alarms { get; } = [];

    /// <summary>Messages that came, repetitions included.</summary>
    public long Messages { get; private set; }

    public void Start()
    {
        _life = new ServerLife(_time, _disk, Network, Alarms.Add);
        Lives.Add(new Uptime(_time.Now));
        _life.Drain();
        _life.ShowAll();
        Network.IsUp = true;
        var life = _life;
        _ = _time.Run(() => TurnAsync(life));
    }

    /// <summary>As by SIGKILL.</summary>
    /// <param name="isLastBatchWritten">Whether what was waiting has come to the disk, without anybody's hearing of it.</param>
    public void Kill(bool isLastBatchWritten)
    {
        if (_life is not { } life) return;
        if (isLastBatchWritten) life.Host.Writer.Step();
        _life = null;
        Lives[^1].To = _time.Now;
        Network.IsUp = false;
        life.Dispose();
    }

    /// <summary>A request of a person's, under an id of its own.</summary>
    public Request RequestOf(string account) => new(CommandId.From("drill", (++_requests).ToString(CultureInfo.InvariantCulture)), account);

    /// <summary>Something has been asked of the host: it is written soon.</summary>
    public void Stir()
    {
        if (_isFlushDue || _life is not { } life) return;
        _isFlushDue = true;
        _ = _time.Run(async () =>
        {
            await Task.Delay(s_flush, _time, CancellationToken.None);
            _isFlushDue = false;
            if (_life == life) life.Drain();
        });
    }

    public void Dispose() => Kill(isLastBatchWritten: false);

    private void Came(string deviceId)
    {
        _life?.Came(deviceId, _time.GetUtcNow());
        Stir();
    }

    private async Task TakeAsync(string deviceId, OutgoingMessage message)
    {
        if (_life is not { } life) throw new IOException("The server is gone.");
        Note(deviceId, message);
        try
        {
            var taking = life.TakeAsync(deviceId, message);
            Stir();
            var reason = await taking;
            if (reason.IsFailure()) Alarms.Add($"{message.Topic} was refused: {reason}");
        }
        catch (Exception failed) when (_life == life)
        {
            // Of a process that is gone it would say nothing.
            Alarms.Add($"{message.Topic} failed: {failed.Message}");
            throw;
        }
    }

    private void Note(string deviceId, OutgoingMessage message)
    {
        Messages++;
        LastHeard[deviceId] = _time.Now;
        if (!message.Topic.EndsWith("/event", StringComparison.Ordinal)) return;
        if (Wire.Read(message.Payload.Span, ProtocolJson.Default.EventMessage) is { } report) FirstHeard.TryAdd((deviceId, report.OccurrenceId), _time.Now);
    }

    /// <summary>Timers each second, checkpoints now and then, for as long as this process lives.</summary>
    private async Task TurnAsync(ServerLife life)
    {
        for (var seconds = 1; _life == life; seconds++)
        {
            await Task.Delay(s_timers, _time, CancellationToken.None);
            if (_life != life) return;
            life.Drain();
            if (seconds % CheckpointsEverySeconds == 0) life.Host.Checkpointer.Step();
        }
    }
}
