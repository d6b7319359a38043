using Mainstay.Entities;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using Mainstay.Feeders;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.FeederProtocol;
using Mainstay.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using OutgoingMessage = Mainstay.FeederAgent.Link.OutgoingMessage;

namespace Mainstay.Drill.DarkWeek.Server;

/// <summary>
/// One process of the server, from its start to its end: the real entities on the real host, the real broker's routing and the real link to devices. Its parts have no threads: they take their steps in
/// simulated time. In the place of connections and their sessions there is the simulation's network.
/// </summary>
internal sealed class ServerLife : IDisposable
{
    private static readonly string[] s_toDevices = ["plan/desired", "event/ack", "command", "firmware/desired", "time/is"];

    private readonly HostMetrics _metrics = new();
    private readonly MqttBroker _broker;
    private readonly Presence _presence;
    private readonly LinkService _link;
    private readonly ViewRunner _views;

    public ServerLife(SimulatedTime time, ServerDisk disk, SimulatedNetwork network, Action<string> alarm)
    {
        Since = time.Now;
        Host = new EntityHost(disk.Open(), FeedersModule.EntityTypes, new HostOptions { RecoveryThreads = 1, TableStripes = 1, RecentStates = 1_024 }, time, time, disk.Sealing, _metrics);
        Host.OnStopped = (entity, reason) => alarm($"{entity} stopped: {reason}");
        Host.OnMailStopped = reason => alarm($"mail stands still: {reason}");
        _presence = new Presence(time);
        _broker = new MqttBroker(new MqttOptions(), time, [], [_presence]);
        var outbox = new DeviceOutbox(_broker, Host);
        _link = new LinkService(_broker, new DeviceInbox(Host, outbox, _presence, new Gateways([]), new ResetTeller(Host, outbox, time, time, NullLogger<ResetTeller>.Instance), time), outbox, _presence, NullLogger<LinkService>.Instance);
        Desk = new FeederDesk(Host, disk.Secrets, outbox, time);
        _views = new ViewRunner(Host, [History], disk.Views);
        _ = _link.StartAsync(CancellationToken.None);
        foreach (var topic in s_toDevices) _broker.Subscribe(TopicFilter.Parse(Topics.Root + "+/" + topic), delivery => Carry(network, delivery));
    }

    public Instant Since { get; }

    public EntityHost Host { get; }

    /// <summary>What owners ask through.</summary>
    public FeederDesk Desk { get; }

    /// <summary>What owners see.</summary>
    public HistoryView History { get; } = new();

    public void Came(string deviceId, DateTimeOffset at) => _presence.OnConnected(new MqttPresence(deviceId, deviceId, at));

    public void Went(string deviceId, DateTimeOffset at) => _presence.OnDisconnected(new MqttPresence(deviceId, deviceId, at), ReasonCode.Success);

    /// <returns>What the device is told, once that is on disk.</returns>
    public async Task<ReasonCode> TakeAsync(string deviceId, OutgoingMessage message)
    {
        var published = _broker.Publish(new BrokerMessage(TopicName.Parse(message.Topic), message.Payload, message.IsFleeting ? Qos.AtMostOnce : Qos.AtLeastOnce)
        {
            Retain = message.Retain,
            Publisher = deviceId,
            Identity = deviceId,
        });
        await published.Pending;
        return published.Said;
    }

    /// <summary>Each part in turn, until none has anything to do.</summary>
    public void Drain()
    {
        while (Host.Relay.Step() | Host.Timers.Step() | Host.Writer.Step())
        {
            // Each may give the others something to do.
        }
    }

    /// <summary>What is shown is as new as what is stored.</summary>
    public void ShowAll()
    {
        while (_views.Step(0))
        {
            // A page of rows at a time.
        }
    }

    /// <summary>No last checkpoint, no goodbye: what waits to be written is lost.</summary>
    public void Dispose()
    {
        _link.Dispose();
        _views.Dispose();
        Host.Dispose();
        _metrics.Dispose();
    }

    private static ValueTask<ReasonCode> Carry(SimulatedNetwork network, MqttDelivery delivery)
    {
        var topic = delivery.Topic.ToString();
        network.Say(topic[Topics.Root.Length..topic.IndexOf('/', Topics.Root.Length)], new IncomingMessage(topic, delivery.Payload));
        return ValueTask.FromResult(ReasonCode.Success);
    }
}
