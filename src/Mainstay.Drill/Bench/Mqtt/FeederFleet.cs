using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Schedules;
using Mainstay.Server.Hosting;
using Mainstay.Server.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>
/// A store with many feeders in it, each made, claimed by somebody and given a plan with a meal at seven, by the server's own commands without its HTTP. The last few are claimed by nobody: the
/// measurement claims them, to look at their owner's page.
/// </summary>
internal sealed class FeederFleet
{
    public const int Watched = 5;
    // The morning of the measurement: a server that was there through the night waits for the meal of this day, and for no other.
    private const string ClaimedAt = "2026-11-22T05:00:00+01:00";
    private const int AtOnce = 4_000;
    private readonly string _folder;

    private FeederFleet(string folder, int feeders) => (_folder, Feeders) = (folder, feeders);

    public int Feeders { get; }

    private string Data => Path.Combine(_folder, "data");

    private string Complete => Path.Combine(_folder, "complete");

    public static string DeviceId(int feeder) => string.Create(CultureInfo.InvariantCulture, $"bench-{feeder:d10}");

    /// <summary>The text of its code.</summary>
    public static string Code(int feeder) => new ClaimCode(DeviceId(feeder), "secret-of-" + DeviceId(feeder), Fingerprint: null).ToString();

    /// <summary>Takes the store from <paramref name="cache"/>, or makes it there.</summary>
    public static async Task<FeederFleet> GetAsync(string cache, int feeders)
    {
        var fleet = new FeederFleet(Path.Combine(Path.GetFullPath(cache), string.Create(CultureInfo.InvariantCulture, $"feeders-{feeders}")), feeders);
        if (File.Exists(fleet.Complete)) return fleet;
        if (Directory.Exists(fleet._folder)) Directory.Delete(fleet._folder, recursive: true);
        Directory.CreateDirectory(fleet._folder);
        await fleet.FillAsync();
        return fleet;
    }

    /// <summary>A copy that a server may write to.</summary>
    public void CopyTo(string folder)
    {
        using var copy = Process.Start(new ProcessStartInfo("cp", ["-a", "--reflink=auto", Data, folder]))!;
        copy.WaitForExit();
        if (copy.ExitCode != 0) throw new IOException($"The prepared store could not be copied to {folder}.");
    }

    private async Task FillAsync()
    {
        await using var app = Composition.Build([$"--Store:Path={Data}", "--Demo:Enabled=true", $"--Demo:Clock={ClaimedAt}", "--Entities:MaximumLoaded=400000", "--Mqtt:Listeners=none", "--Logging:LogLevel:Default=Warning"]);
        var store = app.Services.GetRequiredService<StoreService>();
        await store.StartAsync(CancellationToken.None);
        var host = app.Services.GetRequiredService<EntityHost>();
        var clock = Stopwatch.StartNew();
        for (var first = 0; first < Feeders; first += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, Feeders - first)).Select(feeder => Task.Run(() => AddAsync(host, feeder))));
            if (first % 100_000 == 0) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"preparing the store: {first:#,0} of {Feeders:#,0} feeders after {clock.Elapsed.TotalSeconds:0} s"));
        }

        await host.WaitForMailAsync(CancellationToken.None);
        foreach (var view in app.Services.GetServices<View>()) await view.CatchUpAsync(host, CancellationToken.None);
        await store.StopAsync(CancellationToken.None);
        await File.WriteAllTextAsync(Complete, string.Empty);
    }

    private async Task AddAsync(EntityHost host, int feeder)
    {
        var (deviceId, feederId, owner) = (DeviceId(feeder), string.Create(CultureInfo.InvariantCulture, $"feeder-{feeder:d10}"), string.Create(CultureInfo.InvariantCulture, $"owner-{feeder:d10}"));
        var secret = DeviceSecrets.Hash("secret-of-" + deviceId);
        await SendAsync(host, Device.Type, deviceId, new DeviceCommand.Make("Bench 1", "bench", secret, secret));
        if (feeder >= Feeders - Watched) return;
        await SendAsync(host, Feeder.Type, feederId, new FeederCommand.Begin(deviceId, owner, HadOwner: false));
        await SendAsync(host, Feeder.Type, feederId, new FeederCommand.Wish(null, Plan(), new PetNames([])));
        await SendAsync(host, Device.Type, deviceId, new DeviceCommand.Claim(secret, null, feederId, owner));
    }

    private static Plan Plan() => PlanReader.Read(Encoding.UTF8.GetBytes(
        """{"version":0,"zone":"Europe/Rome","missedPolicy":"skip","graceMinutes":60,"dailyMaximumPortions":8,"meals":[{"mealId":"am","time":"07:00","days":["mon","tue","wed","thu","fri","sat","sun"],"portions":2}]}""")).Plan!;

    private static async Task SendAsync<TState, TCommand, TEvent>(EntityHost host, EntityType<TState, TCommand, TEvent> type, string key, TCommand command)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var answer = await host.SendAsync(type, key, command, Request.By("bench"));
        if (answer.Refusal is { } refusal) throw new InvalidOperationException($"{command.GetType().Name} was refused: {refusal.Code}");
    }
}
