using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Resets;
using Mainstay.FeederAgent.Updates;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>
/// The program between two power cuts: the ledger, the clock, the feeding loop and whoever asks for the time. On a real machine there is one such life per process; a simulated one can lose its power
/// and come back while the local page stays.
/// </summary>
internal sealed partial class Agent(IMachine machine, AgentSettings settings, ILogger<Agent> log) : IDisposable
{
    public const string TimeServersSetting = "time-servers";
    public const string GramsSetting = "grams-per-portion";
    private const string DefaultTimeServer = "pool.ntp.org";

    private readonly Lock _gate = new();
    private CancellationTokenSource? _power;
    private TimeSpan _darkness;
    private volatile Feeder? _feeder;
    private volatile Links? _links;

    /// <summary>The feeder; null while a simulated power cut lasts.</summary>
    public Feeder? Feeder => _feeder;

    /// <summary>Its connections; null while a simulated power cut lasts.</summary>
    public Links? Links => _links;

    /// <summary>Called when somebody presses the feeder's button.</summary>
    public Action? ButtonPressed { get; init; }

    /// <summary>Called when another program is to start in this one's place: it asks this one to end.</summary>
    public Action? Restart { get; init; }

    /// <summary>Raised when a life begins or ends.</summary>
    public Signal LivesChanged { get; } = new();

    /// <exception cref="LedgerFailedException">The ledger cannot be read or written.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var beginsAnew = await LiveAsync(stop);
            if (stop.IsCancellationRequested) return;
            if (beginsAnew) continue;
            if (machine is not SimulatedMachine simulated) return;
            await StayDarkAsync(stop);
            simulated.PowerUp();
        }
    }

    /// <summary>Takes the power away from a simulated machine: the motor stops where it is, and nothing more is written.</summary>
    public void CutPower(TimeSpan forHowLong)
    {
        lock (_gate)
        {
            _darkness = forHowLong;
            _power?.Cancel();
        }
    }

    public void Dispose() => _power?.Dispose();

    private async Task StayDarkAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(_darkness, machine.Time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to end while the power is away.
        }
    }

    /// <returns>Whether it ended to begin anew, with the settings as they are now.</returns>
    private async Task<bool> LiveAsync(CancellationToken stop)
    {
        using var power = new CancellationTokenSource();
        using var anew = new CancellationTokenSource();
        lock (_gate) _power = power;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(power.Token, anew.Token, stop);
        using var feeder = Open(power.Token);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(20) };
        var updates = OpenUpdates(feeder, http);
        using var links = new Links(feeder, settings, updates, log);
        Show(feeder, links);
        // The disk is the first thing that a feeder needs, the network the last.
#pragma warning disable CA2025 // Awaited below, before either is let go of.
        var beside = Task.WhenAll(
            KeepTimeAsync(feeder, either.Token).WatchedAsync("Keeping the time", log),
            links.RunAsync(either.Token, power.Token),
            (updates?.RunAsync(either.Token) ?? Task.CompletedTask).WatchedAsync("Installing programs", log),
            new ResetDesk(feeder, machine.Time, anew.Cancel, log).RunAsync(either.Token).WatchedAsync("Resetting", log));
#pragma warning restore CA2025
        try
        {
            var options = new FeedingOptions(machine.Time);
            await new FeedingLoop(feeder, options with { GramsPerPortion = FeedingOptions.ReadGrams(feeder.Setting(GramsSetting)) ?? options.GramsPerPortion }).RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            LogEnded(log, power.IsCancellationRequested ? "the power went" : anew.IsCancellationRequested ? "reset" : "asked to stop");
        }
        finally
        {
            Show(null, null);
            lock (_gate) _power = null;
            await either.CancelAsync();
            await EndAsync(beside, feeder);
        }

        return anew.IsCancellationRequested && !power.IsCancellationRequested;
    }

    /// <summary>Whatever became of what went on beside feeding, the motor is off and the pins are let go of.</summary>
    private static async Task EndAsync(Task beside, Feeder feeder)
    {
        try
        {
            await beside;
        }
        finally
        {
            await feeder.Hardware.DisposeAsync();
        }
    }

    private Feeder Open(CancellationToken power)
    {
        var ledger = new FeederLedger(SqliteLedgerStore.Open(settings.LedgerPath));
        var clock = new DeviceClock(machine.Clock, ledger.Clock, machine.NotBefore);
        var reading = clock.Read();
        LogBegun(log, clock.Boot, reading.Now, FeederStatus.QualityWord(reading.Quality), ledger.Plan.Plan.Version);
        return new Feeder(ledger, machine.OpenHardware(power), clock, machine.Time) { Pressed = ButtonPressed };
    }

    /// <summary>Null where programs are not installed by the feeder itself.</summary>
    private UpdateDesk? OpenUpdates(Feeder feeder, HttpClient http) => settings.Updates is not { } folder ? null
        : new UpdateDesk(new ProgramFolders(folder), feeder, TimeProvider.System, http.GetStreamAsync, () => _links?.Server.Phase == LinkPhase.Connected, () => Restart?.Invoke(), log);

    private async Task KeepTimeAsync(Feeder feeder, CancellationToken cancel)
    {
        try
        {
            await machine.KeepTimeAsync(feeder.Clock, () => feeder.Setting(TimeServersSetting)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [DefaultTimeServer], cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // With the life it belongs to.
        }
    }

    private void Show(Feeder? feeder, Links? links)
    {
        (_feeder, _links) = (feeder, links);
        LivesChanged.Raise();
    }

    [LoggerMessage(LogLevel.Information, "Began in boot {Boot} at {Now} (clock {Quality}), following plan {Version}.")]
    private static partial void LogBegun(ILogger log, string boot, Instant now, string quality, long version);

    [LoggerMessage(LogLevel.Information, "Ended: {Why}.")]
    private static partial void LogEnded(ILogger log, string why);
}
