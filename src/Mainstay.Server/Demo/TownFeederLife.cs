using System.Globalization;
using System.Text.Json.Nodes;
using Mainstay.Entities;
using Mainstay.FeederAgent.Simulation;
using Mainstay.Feeders.Mqtt.Listening;
using Mainstay.Server.Clock;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Demo;

/// <summary>
/// The life of the town's feeder: the program that runs on a real one, with everything but its hardware, over MQTT to this server. Whoever has just started the town sees it eat within about a minute.
/// </summary>
internal sealed partial class TownFeederLife(
    TownFeederFile file, DemoSettings settings, DataFolder folder, DemoTown town, ServerAddresses addresses, MqttAddresses mqtt, BusinessClock clock, TownTime townTime, ILoggerFactory loggers, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const string Taste = "taste-";
    private static readonly TimeSpan s_looksAtClock = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_planTravels = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = loggers.CreateLogger<TownFeederLife>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before the server stops listening: to a feeder that is not asked, it would be an outage.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await StartedAsync(stop.Token);
            await town.WhenThereAsync(stop.Token);
            if (file.Read() is not { } label || mqtt.All.FirstOrDefault(address => address.StartsWith("mqtt://", StringComparison.Ordinal)) is not { } server) return;
            await TasteAsync(label, stop.Token);
            while (!stop.IsCancellationRequested) await LiveAsync(label, new Uri(server), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (IOException failed)
        {
            NoLonger(_log, failed.Message);
        }
    }

    private async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }

    /// <summary>Until the server stops, or the town's clock jumps: the feeder's does, too.</summary>
    private async Task LiveAsync(TownFeederLabel label, Uri server, CancellationToken stopping)
    {
        var ahead = clock.Ahead;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var life = VirtualFeeder.RunAsync(file.Folder, server, label.DeviceId, label.EnrolmentSecret, ahead, loggers, end.Token);
        using var looks = new PeriodicTimer(s_looksAtClock);
        while (clock.Ahead == ahead && !life.IsCompleted && !stopping.IsCancellationRequested)
            if (await Task.WhenAny(life, looks.WaitForNextTickAsync(CancellationToken.None).AsTask()) == life) break;
        await end.CancelAsync();
        await life;
    }

    /// <summary>One portion at the next full minute, besides what the plan says; those of earlier starts leave the plan.</summary>
    private async Task TasteAsync(TownFeederLabel label, CancellationToken cancellationToken)
    {
        try
        {
            using var anna = await TownClient.SignInAsync(addresses.Own, TownFeeder.Owner, DemoPassword.For(settings, folder), cancellationToken);
            await anna.WishAsync(label.FeederId, WithTaste, cancellationToken);
            await anna.SignOutAsync(cancellationToken);
        }
        catch (Exception changed) when (changed is InvalidOperationException or HttpRequestException || (changed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Somebody has changed the password, let go of the feeder or is changing its plan, or the server is stopping or answers too late: then it eats by what it has.
            NoTaste(_log, changed.Message);
        }
    }

    private JsonObject WithTaste(JsonObject schedule)
    {
        var meals = schedule["meals"]!.AsArray();
        foreach (var old in meals.Where(meal => meal!["mealId"]!.GetValue<string>().StartsWith(Taste, StringComparison.Ordinal)).ToList()) meals.Remove(old);
        var at = townTime.Local(clock.GetUtcNow() + s_planTravels).AddMinutes(1);
        var today = TownFeederPast.EveryDay[((int)at.DayOfWeek + 6) % 7];
        meals.Add(new JsonObject
        {
            ["mealId"] = Taste + at.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture),
            ["time"] = at.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["days"] = new JsonArray(today),
            ["portions"] = 1,
            ["pet"] = TownFeederPast.Pet,
            ["enabled"] = true,
        });
        return schedule;
    }

    [LoggerMessage(LogLevel.Information, "The demo town's feeder has no taste at the start: {Reason}")]
    private static partial void NoTaste(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "The demo town's feeder has stopped: {Reason}")]
    private static partial void NoLonger(ILogger log, string reason);
}
