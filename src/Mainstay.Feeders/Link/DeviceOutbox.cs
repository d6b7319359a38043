using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Mqtt;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Link;

/// <summary>What the server says to devices. Said after what it follows from is on disk.</summary>
internal sealed class DeviceOutbox(MqttBroker broker, EntityHost host)
{
    /// <summary>The plan that is wished, retained: it is there when the device comes.</summary>
    public ValueTask<ReasonCode> PlanAsync(Feeder feeder)
    {
        var wished = feeder.Wished;
        return SendAsync(new Topics(feeder.DeviceId!).PlanDesired, wished.Plan.ToDocument(wished.Pets?.Reveal()).ToUtf8(), retain: true);
    }

    /// <summary>What a device may have missed, when it comes.</summary>
    public async Task CatchUpAsync(string deviceId)
    {
        if (host.Read(Device.Type, deviceId) is not { FeederId: { } feederId } || host.Read(Feeder.Type, feederId) is not { Exists: true } feeder) return;
        if (feeder.Wished.Plan.Version > 0 && feeder.Followed?.Version != feeder.Wished.Plan.Version) await PlanAsync(feeder);
    }

    /// <summary>Its owner has let go: nothing is wished of it any more. It goes on with what it has.</summary>
    public async Task ForgetAsync(string deviceId)
    {
        await SendAsync(new Topics(deviceId).PlanDesired, [], retain: true);
    }

    public ValueTask<ReasonCode> AckAsync(string deviceId, string occurrenceId, int revision) =>
        SendAsync(new Topics(deviceId).EventAck, Wire.Write(new AckMessage(occurrenceId, revision), ProtocolJson.Default.AckMessage), retain: false);

    /// <summary>Never retained, and gone from every queue when it has expired.</summary>
    public ValueTask<ReasonCode> CommandAsync(string deviceId, FeedCommand command, DateTimeOffset now)
    {
        var message = new CommandMessage(command.CommandId, command.ExpiresAt.ToInstant(), CommandMessage.FeedKind, command.Portions);
        var left = command.ExpiresAt - now;
        if (left <= TimeSpan.Zero) return ValueTask.FromResult(ReasonCode.Success);
        return SendAsync(new Topics(deviceId).Command, Wire.Write(message, ProtocolJson.Default.CommandMessage), retain: false, left);
    }

    /// <summary>Never retained, and gone from every queue when it has expired.</summary>
    /// <returns>Whether the device listens.</returns>
    public ValueTask<ReasonCode> ResetAsync(string deviceId, DeviceReset reset, DateTimeOffset now)
    {
        var message = new CommandMessage(reset.ResetId, reset.ExpiresAt.ToInstant(), CommandMessage.ResetKind, KeepSchedule: reset.KeepsSchedule);
        return SendAsync(new Topics(deviceId).Command, Wire.Write(message, ProtocolJson.Default.CommandMessage), retain: false, reset.ExpiresAt - now);
    }

    /// <summary>The firmware that is wished, retained; none when <paramref name="message"/> is null.</summary>
    public ValueTask<ReasonCode> FirmwareAsync(string deviceId, FirmwareDesiredMessage? message) =>
        SendAsync(new Topics(deviceId).FirmwareDesired, message is null ? [] : Wire.Write(message, ProtocolJson.Default.FirmwareDesiredMessage), retain: true);

    public ValueTask<ReasonCode> TimeAsync(string deviceId, string nonce, DateTimeOffset now)
    {
        var message = Wire.Write(new TimeIsMessage(nonce, now.ToInstant()), ProtocolJson.Default.TimeIsMessage);
        return broker.PublishAsync(new MqttPublication(TopicName.Parse(new Topics(deviceId).TimeIs), message, Qos.AtMostOnce));
    }

    /// <summary>A device that is trusted no more is put out.</summary>
    public void PutOut(string deviceId) => broker.Disconnect(deviceId, ReasonCode.NotAuthorized);

    private ValueTask<ReasonCode> SendAsync(string topic, byte[] payload, bool retain, TimeSpan? expiry = null) =>
        broker.PublishAsync(new MqttPublication(TopicName.Parse(topic), payload) { Retain = retain, Expiry = expiry });
}
