using System.Text.Json;
using Mainstay.FeederProtocol;
using Mainstay.Feeders;
using Mainstay.Server.Clock;
using Mainstay.Server.Hosting;
using Mainstay.Web;
using NodaTime;

namespace Mainstay.Server.Demo;

/// <summary>How the town's feeder came to be where it is: ordered by the manager, claimed and planned by Anna three weeks ago, and what it has given since.</summary>
internal sealed class TownFeeder(IServiceProvider services, BusinessClock clock, ServerAddresses addresses, TownTime townTime, TownFeederFile file)
{
    public const string Owner = "anna";

    // A report comes when the meal is over.
    private static readonly Duration s_reportedAfter = Duration.FromSeconds(20);

    /// <summary>Begun again after a filling that was cut short, it is the same feeder. Leaves the clock where the last meal was; <paramref name="present"/> is what it will say when the town is there.</summary>
    public async Task ComeAsync(string password, DateTimeOffset present, CancellationToken cancellationToken)
    {
        var arrived = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var device = await OrderAsync(password, cancellationToken);
        using var anna = await TownClient.SignInAsync(addresses.Own, Owner, password, cancellationToken);
        var feederId = await anna.ClaimAsync(device.Code, "Kitchen", cancellationToken);
        var plan = TownFeederPast.Plan(townTime.ZoneId);
        await anna.WishAsync(feederId, _ => JsonSerializer.SerializeToNode(plan, ProtocolJson.Default.PlanDocument)!.AsObject(), cancellationToken);
        await anna.SignOutAsync(cancellationToken);
        await SayAsync(device.DeviceId, "plan/reported", Wire.Write(new PlanReportedMessage(TownFeederPast.Version, 0, arrived, plan with { Version = TownFeederPast.Version }, null), ProtocolJson.Default.PlanReportedMessage));
        await EatAsync(device.DeviceId, arrived, Instant.FromDateTimeOffset(present));
        file.Write(new TownFeederLabel(device.DeviceId, feederId, device.Secret));
    }

    private async Task<(string DeviceId, string Code, string Secret)> OrderAsync(string password, CancellationToken cancellationToken)
    {
        using var manager = await TownClient.SignInAsync(addresses.Own, "manager", password, cancellationToken);
        var device = await manager.OrderFeederAsync("Bowl One", cancellationToken);
        await manager.SignOutAsync(cancellationToken);
        return device;
    }

    private async Task EatAsync(string deviceId, Instant from, Instant until)
    {
        var zone = DateTimeZoneProviders.Tzdb[townTime.ZoneId];
        foreach (var (meal, hopperPercent) in TownFeederPast.Meals(zone, from, until - s_reportedAfter))
        {
            clock.Begin(clock.Ahead + ((meal.Due + s_reportedAfter).ToDateTimeOffset() - clock.GetUtcNow()));
            await SayAsync(deviceId, "event", Wire.Write(meal, ProtocolJson.Default.EventMessage));
            await SayAsync(deviceId, "telemetry", Wire.Write(Telemetry(meal, hopperPercent), ProtocolJson.Default.TelemetryMessage));
        }
    }

    private TelemetryMessage Telemetry(EventMessage meal, int hopperPercent) => new(
        meal.Due + s_reportedAfter, "synchronised", 50, townTime.ZoneId, hopperPercent, Product.Version, TownFeederPast.Version, 0, null, meal.OccurrenceId, null, 30, 0,
        meal.State == MealState.Jammed ? [new Alarm("jammed", meal.EndedAt)] : []);

    private Task SayAsync(string deviceId, string topic, byte[] payload) => FeedersModule.HearAsync(services, deviceId, topic, payload);
}
