using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Local;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Wifi;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>Puts the program together and runs it until it is asked to stop.</summary>
internal static class AgentProgram
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(AgentSettings settings)
    {
        PrivateFiles.OwnerOnly();
        try
        {
            using var held = DataFolder.Take(settings.Data);
            return await RunAsync(settings, Machine(settings));
        }
        catch (WiringException wrong)
        {
            return await SayAsync(wrong.Message, ExitCode.Settings);
        }
        catch (LedgerFailedException failed)
        {
            return await SayAsync(failed.Message, ExitCode.LedgerFailed);
        }
        catch (IOException failed) when (DataFolder.IsTaken(failed))
        {
            return await SayAsync($"Another process feeds from {settings.Data}.", ExitCode.DataFolderTaken);
        }
    }

    private static IMachine Machine(AgentSettings settings) => settings.Simulate
        ? new SimulatedMachine(SimulatedWorld.Open(Path.Combine(settings.Data, "simulated-world.json"), TimeProvider.System, settings.Speed))
        : new LinuxMachine(Wiring.Read(Path.Combine(settings.Data, Wiring.FileName)), TimeProvider.System);

    private static async Task<int> RunAsync(AgentSettings settings, IMachine machine)
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
        var pin = new LocalPin(TimeProvider.System);
        var log = logging.CreateLogger<Agent>();
        using var agent = new Agent(machine, settings, log) { ButtonPressed = pin.Present, Restart = stop.Cancel };
        using var wifi = new WifiDesk(Radio(settings, machine), settings.Data, TimeProvider.System, () => Now(agent, machine), logging.CreateLogger<WifiDesk>());
        var feeding = agent.RunAsync(stop.Token);
        var joining = wifi.RunAsync(stop.Token).WatchedAsync("Changing the Wi-Fi", log);
        await using var page = settings.Local is { } local ? await StartPageAsync(local, agent, settings, machine, pin, wifi) : null;
        SystemdNotify.Send("READY=1");
        await feeding;
        await stop.CancelAsync();
        await joining;
        if (page is not null) await page.StopAsync(CancellationToken.None);
        return ExitCode.Stopped;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // What turns is finished first.
            SystemdNotify.Send("STOPPING=1");
            stop.Cancel();
        }
    }

    /// <summary>The Wi-Fi of this machine; null: nobody changes it from here.</summary>
    private static IWifi? Radio(AgentSettings settings, IMachine machine) => (settings.Wifi, machine) switch
    {
        (AgentSettings.WifiByNobody, _) => null,
        (null, SimulatedMachine simulated) => new SimulatedWifi(simulated.World, TimeProvider.System),
        _ => new NetworkManagerWifi(() => Nmcli.Find(Environment.GetEnvironmentVariable("PATH")), TimeProvider.System),
    };

    private static Instant Now(Agent agent, IMachine machine) => agent.Feeder?.Clock.Read().Now ?? Instant.FromDateTimeOffset(machine.Time.GetUtcNow());

    /// <returns>Null when it cannot be listened on: a page that cannot be shown keeps nobody hungry.</returns>
    private static async Task<WebApplication?> StartPageAsync(Uri local, Agent agent, AgentSettings settings, IMachine machine, LocalPin pin, WifiDesk wifi)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "mainstay-feeder" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(local.GetLeftPart(UriPartial.Authority));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var page = LocalServer.Build(builder, agent, settings, machine as SimulatedMachine, pin, wifi);
        try
        {
            await page.StartAsync();
            return page;
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await SayAsync($"{local} cannot be listened on, so it feeds without its page: {taken.Message}", 0);
            await page.DisposeAsync();
            return null;
        }
    }

    private static async Task<int> SayAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync("mainstay-feeder: " + message);
        return code;
    }

    /// <summary>The page does not decide when the program ends.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
