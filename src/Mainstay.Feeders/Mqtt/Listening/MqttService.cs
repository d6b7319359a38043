using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>The broker's life within the server's: reads what is kept, listens, and says goodbye to everybody at the end.</summary>
internal sealed partial class MqttService(MqttBroker broker, MqttStore store, Visits visits, MqttOptions options, MqttAddresses addresses, MqttMetrics metrics, IServiceProvider services, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger<MqttService>();
    private readonly MqttServer _server = new(visits, services.GetService<ServerTls>(), new AcceptPace(options.ConnectsPerSecond, broker.Clock), logs);

    /// <exception cref="MqttAddressTakenException">Somebody else listens there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = metrics; // Made with the broker, so that it is measured from the beginning.
        store.Start();
        broker.Restore();
        try
        {
            if (!options.Listeners.IsEmpty) await _server.StartAsync(options.Listeners, cancellationToken);
            addresses.All = [.. _server.Addresses];
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            if (!options.MayBeTaken) throw new MqttAddressTakenException(taken);
            AddressTaken(_log, MqttListener.Default.ToString());
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Before the listeners close: everybody is told why.
            broker.EndAll();
            await _server.StopAsync(cancellationToken);
        }
        finally
        {
            store.Dispose(); // What was taken is written, however the end of the connections went.
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [LoggerMessage(1, LogLevel.Warning, "Another program listens at {Address}: this demo is without MQTT. --Mqtt:Listeners:0:Url=mqtt://127.0.0.1:PORT gives it another address")]
    private static partial void AddressTaken(ILogger log, string address);
}

/// <summary>Somebody else listens where the broker should.</summary>
public sealed class MqttAddressTakenException(IOException cause)
    : Exception($"{cause.Message.TrimEnd('.')}. Stop what listens there, or choose other addresses for MQTT with --Mqtt:Listeners:0:Url=mqtt://ADDRESS:PORT.", cause);

/// <summary>Where MQTT is spoken, for the person who started the server; empty before the start.</summary>
public sealed class MqttAddresses
{
    /// <summary>Such as <c>mqtt://127.0.0.1:1883</c>.</summary>
    public IReadOnlyList<string> All { get; internal set; } = [];
}
