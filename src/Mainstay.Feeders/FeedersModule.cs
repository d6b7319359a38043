using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Keepers;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Feeders.Notices;
using Mainstay.Feeders.Pages;
using Mainstay.Feeders.PersonalData;
using Mainstay.FeederProtocol;
using Mainstay.Mqtt;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Feeders;

/// <summary>Feeders: who has which, what they give and when, and how they are heard; over MQTT, with a broker of its own.</summary>
public static class FeedersModule
{
    /// <summary>What the module stores; also for tools that read a journal without a server.</summary>
    public static IReadOnlyList<EntityType> EntityTypes => [Device.Type, DeviceBatch.Type, Feeder.Type, Keeper.Type, Firmware.Type, Rollout.Type, BulkReset.Type];

    /// <summary>What the module keeps beside the journal; for the tools that back up and verify.</summary>
    public static IReadOnlyList<SideStore> SideStores => [MqttStoreCheck.Of];

    /// <summary>Needs an <see cref="EntityHost"/>, a <see cref="DataFolder"/> and both clocks. Settings: those of Mqtt.</summary>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddFeeders(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(_ => DeviceSecrets.OpenOrCreate(folder.Secrets));
        services.AddJson(FeedersJson.Default);
        services.AddSingleton<IMqttIdentities, DeviceIdentities>();
        services.AddSingleton<Presence>().AddSingleton<IMqttPresence>(static provider => provider.GetRequiredService<Presence>());
        services.AddSingleton(Gateways.From(configuration)).AddSingleton<DeviceOutbox>().AddSingleton<DeviceInbox>().AddHostedService<LinkService>();
        services.AddSingleton<OwnFeeders>().AddSingleton<FeederDesk>().AddSingleton<FeederShow>().AddSingleton<ShowPeople>();
        services.AddSingleton<FirmwareStore>().AddHostedService(static provider => provider.GetRequiredService<FirmwareStore>());
        services.AddSingleton<FleetDesk>().AddSingleton<DeviceByDevice>().AddHostedService<RolloutWorker>().AddHostedService<NoticeLog>();
        services.AddSingleton<ResetTeller>().AddHostedService(static provider => provider.GetRequiredService<ResetTeller>()).AddHostedService<ResetWorker>();
        services.AddSingleton<IPersonalData, FeedersData>().AddSingleton(AssetSource.Of(typeof(FeedersModule).Assembly));
        services.AddSingleton(new AccountFollower(Keeper.Type.Name));
        services.AddSingleton(new NavigationItem(Sections.Devices, FeederPages.Path, 10, Roles.Member) { Label = () => Words.T["feeders.title"] });
        services.AddSingleton(new NavigationItem(Sections.Devices, FleetPages.Path, 20, Roles.Manager) { Label = () => Words.T["fleet.title"] });
        services.AddSingleton(new WelcomePoint(20, IconName.Devices, () => Words.T["welcome.title"], () => Words.T["welcome.text"]));
        services.AddSingleton(new HomeSection(30, typeof(FeedersAtHome), Roles.Member));
        services.AddEntities(EntityTypes).AddView<HistoryView>().AddView<FleetView>();
        // Last: it listens when everything that is told of its messages is there.
        return services.AddMqttBroker(configuration, folder, DeviceIdentities.ForOthers);
    }

    /// <summary>The API and the pages.</summary>
    public static IEndpointRouteBuilder MapFeeders(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/feeders").WithTags("Feeders");
        PostDevices.Map(api);
        FirmwareEndpoints.Map(api);
        DeviceEndpoints.Map(api);
        RolloutEndpoints.Map(api);
        ResetEndpoints.Map(api);
        ClaimEndpoints.Map(api);
        FeederEndpoints.Map(api);
        ScheduleEndpoints.Map(api);
        FeedEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        ShareEndpoints.Map(api);
        return endpoints.MapPages();
    }

    /// <summary>Takes what a device says as if it had come over MQTT: a demo's past, in which nobody could have listened.</summary>
    /// <param name="topic">Below the device's own, such as <c>event</c>.</param>
    /// <exception cref="InvalidOperationException">It was not taken.</exception>
    public static async Task HearAsync(IServiceProvider services, string deviceId, string topic, byte[] payload)
    {
        var (_, handler) = services.GetRequiredService<DeviceInbox>().Handlers.Single(taken => taken.Topic == topic);
        var reason = await handler(new MqttDelivery(TopicName.Parse(Topics.Root + deviceId + "/" + topic), payload, Qos.AtLeastOnce, Retain: false) { Identity = deviceId });
        if (reason != ReasonCode.Success) throw new InvalidOperationException($"What {deviceId} said on {topic} was answered with {reason}.");
    }

    private static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder endpoints)
    {
        var member = endpoints.MapGroup("").RequireRole(Roles.Member).KeptOffline().Class(AdmissionClass.Normal).ExcludeFromDescription();
        ClaimPages.Map(member);
        FeederPages.Map(member);
        SchedulePages.Map(member);
        FeederPeoplePages.Map(member);
        FleetPages.Map(endpoints.MapGroup("").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).ExcludeFromDescription());
        return endpoints;
    }
}
