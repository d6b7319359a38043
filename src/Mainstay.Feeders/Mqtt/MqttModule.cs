using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Listening;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mainstay.Feeders.Mqtt;

/// <summary>Adds the broker to a server.</summary>
public static class MqttModule
{
    /// <summary>
    /// The broker and its listeners. Modules of this project get at it as <see cref="MqttBroker"/>, and register <see cref="IMqttIdentities"/> (asked before the users of the settings) and <see cref="IMqttPresence"/>.
    /// </summary>
    /// <param name="services">The composition.</param>
    /// <param name="configuration">Section "Mqtt".</param>
    /// <param name="folder">Where sessions and retained messages are kept.</param>
    /// <param name="lastRules">What is asked when no rule of the settings is about it.</param>
    /// <exception cref="SettingException">A setting under Mqtt cannot be used.</exception>
    internal static IServiceCollection AddMqttBroker(this IServiceCollection services, IConfiguration configuration, DataFolder folder, ImmutableArray<AccessRule> lastRules)
    {
        var options = MqttOptions.From(configuration);
        options = options with { Rules = [.. options.Rules, .. lastRules] };
        var users = SettingsUsers.From(configuration);
        if (options.Listeners.Any(listener => listener.IsSecure) && configuration["Tls:CertificatePath"] is null or "") throw new SettingException("Tls:CertificatePath", "a certificate, because Mqtt:Listeners asks for TLS");
        services.AddSingleton(options);
        services.AddSingleton<MqttAddresses>();
        services.TryAddKeyedSingleton("real", TimeProvider.System);
        services.AddSingleton(_ => new MqttStore(Path.Combine(folder.Path, "mqtt.db")));
        services.AddSingleton(provider => new MqttBroker(
            options,
            provider.GetRequiredKeyedService<TimeProvider>("real"),
            [.. provider.GetServices<IMqttIdentities>(), users],
            provider.GetServices<IMqttPresence>(),
            provider.GetRequiredService<MqttStore>()));
        services.AddSingleton<MqttMetrics>();
        services.AddSingleton(provider => new Door(provider.GetRequiredService<MqttBroker>(), ClientIds.New));
        services.AddSingleton<Visits>();
        return services.AddHostedService<MqttService>().AddHostedService<BrokerPulse>();
    }

    /// <summary>Who is told that the broker's store cannot be written any more; the process is to end, because only a new start knows what is on disk.</summary>
    public static void OnStoreFailed(IServiceProvider services, Action<Exception> tell) => services.GetRequiredService<MqttStore>().OnFailed = tell;
}
