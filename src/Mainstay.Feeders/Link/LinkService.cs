using Mainstay.FeederProtocol;
using Mainstay.Feeders.Mqtt;
using Mainstay.Mqtt;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Link;

/// <summary>Ties devices to the broker, before it listens: nothing that a device says finds nobody.</summary>
internal sealed partial class LinkService(MqttBroker broker, DeviceInbox inbox, DeviceOutbox outbox, Presence presence, ILogger<LinkService> log) : IHostedService, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        presence.Came = deviceId => _ = GreetAsync(deviceId);
        foreach (var (topic, handler) in inbox.Handlers) _subscriptions.Add(broker.Subscribe(TopicFilter.Parse(Topics.Root + "+/" + topic), handler));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _subscriptions.Clear();
    }

    private async Task GreetAsync(string deviceId)
    {
        try
        {
            await outbox.CatchUpAsync(deviceId);
        }
#pragma warning disable CA1031 // Nobody waits for it; the device goes on with the plan that it has, and is greeted again when it comes again.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            NotGreeted(deviceId, failed.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What feeder {DeviceId} may have missed could not be sent: {Reason}")]
    private partial void NotGreeted(string deviceId, string reason);
}
