using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Schedules;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Link;

/// <summary>
/// Takes what devices say. What it answers is the sender's PUBACK, and it answers when what follows is on disk. Whatever a device repeats changes nothing.
/// </summary>
internal sealed class DeviceInbox(EntityHost host, DeviceOutbox outbox, Presence presence, Gateways gateways, ResetTeller resets, TimeProvider clock)
{
    /// <summary>Topics below a device's own, and what takes them.</summary>
    public IEnumerable<(string Topic, Func<MqttDelivery, ValueTask<ReasonCode>> Handler)> Handlers =>
    [
        ("event", delivery => TakeAsync(delivery, EventAsync)),
        ("plan/reported", delivery => TakeAsync(delivery, PlanAsync)),
        ("telemetry", delivery => TakeAsync(delivery, TelemetryAsync)),
        ("command/result", delivery => TakeAsync(delivery, ResultAsync)),
        ("firmware/reported", delivery => TakeAsync(delivery, FirmwareAsync)),
        ("enrol", delivery => TakeAsync(delivery, EnrolAsync)),
        ("time", delivery => TakeAsync(delivery, TimeAsync)),
    ];

    /// <summary>A device speaks for itself alone, whatever else the rules allow; but for those that the settings name as gateways, where the rules let them speak.</summary>
    private ValueTask<ReasonCode> TakeAsync(MqttDelivery delivery, Func<string, ReadOnlyMemory<byte>, ValueTask<ReasonCode>> take)
    {
        var topic = delivery.Topic.ToString();
        var deviceId = topic[Topics.Root.Length..topic.IndexOf('/', Topics.Root.Length)];
        return delivery.Identity == deviceId || gateways.MaySpeak(delivery.Identity) ? take(deviceId, delivery.Payload) : ValueTask.FromResult(ReasonCode.NotAuthorized);
    }

    private async ValueTask<ReasonCode> EventAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        presence.Heard(deviceId);
        if (Wire.Read(payload.Span, ProtocolJson.Default.EventMessage) is not { } message || MealReader.Read(message, clock.GetUtcNow()) is not { } line) return ReasonCode.PayloadFormatInvalid;
        // Nobody has it: it keeps its reports until somebody does.
        if (host.Read(Device.Type, deviceId).FeederId is not { } feederId) return ReasonCode.Success;
        await host.SendAsync(Feeder.Type, feederId, new FeederCommand.Report(line), Request.By(deviceId));
        await outbox.AckAsync(deviceId, message.OccurrenceId, message.Revision);
        return ReasonCode.Success;
    }

    private async ValueTask<ReasonCode> PlanAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        presence.Heard(deviceId);
        if (Wire.Read(payload.Span, ProtocolJson.Default.PlanReportedMessage) is not { Version: >= 0, LocalRevision: >= 0 } message) return ReasonCode.PayloadFormatInvalid;
        resets.Heard(deviceId, hasJustCome: true); // It says this after each connection.
        if (host.Read(Device.Type, deviceId).FeederId is not { } feederId) return ReasonCode.Success;
        var plan = message.Plan is { } document ? PlanReader.Read(document with { Version = message.Version }).Plan : null;
        ImmutableArray<string> refused = [.. (message.Refused?.Errors ?? []).Take(PlanLimits.Meals).Select(error => error.Field + ":" + error.Code)];
        var follow = new FeederCommand.Follow(message.Version, message.LocalRevision, plan is null ? null : KeptPlan.Of(plan), plan is null ? null : PetNames.Of(plan), refused, Counted(message.Said));
        await host.SendAsync(Feeder.Type, feederId, follow, Request.By(deviceId));
        return ReasonCode.Success;
    }

    private async ValueTask<ReasonCode> TelemetryAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        if (Wire.Read(payload.Span, ProtocolJson.Default.TelemetryMessage) is not { } message) return ReasonCode.PayloadFormatInvalid;
        int? hopper = message.HopperPercent is >= 0 and <= 100 and var percent ? percent : null;
        presence.Heard(deviceId, hopper);
        resets.Heard(deviceId, hasJustCome: false);
        if (message.Firmware is { Length: > 0 and <= 64 } firmware) await host.SendAsync(Device.Type, deviceId, new DeviceCommand.SeeFirmware(firmware), Request.By(deviceId));
        if (host.Read(Device.Type, deviceId).FeederId is not { } feederId) return ReasonCode.Success;
        var clockWord = message.Clock is "synchronised" or "held-over" ? message.Clock : "unknown";
        var say = new FeederCommand.Say(clockWord, hopper, message.Firmware is { Length: > 0 and <= 64 } ? message.Firmware : null, [.. (message.Alarms ?? []).Select(alarm => alarm.Kind)]);
        await host.SendAsync(Feeder.Type, feederId, say, Request.By(deviceId));
        return ReasonCode.Success;
    }

    private async ValueTask<ReasonCode> ResultAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        presence.Heard(deviceId);
        if (Wire.Read(payload.Span, ProtocolJson.Default.CommandResultMessage) is not { CommandId: { Length: > 0 and <= CommandMessage.LongestId } id } message) return ReasonCode.PayloadFormatInvalid;
        FeedState? state = message.State switch
        {
            CommandState.Done => FeedState.Done,
            CommandState.Failed => FeedState.Failed,
            CommandState.Expired => FeedState.Expired,
            _ => null,
        };
        var device = host.Read(Device.Type, deviceId);
        if (device.Reset?.ResetId == id) await EndResetAsync(deviceId, id, state, Short(message.Code));
        else if (device.FeederId is { } feederId && state is { } ended) await host.SendAsync(Feeder.Type, feederId, new FeederCommand.EndFeed(id, ended, Short(message.Code), Short(message.OccurrenceId)), Request.By(deviceId));
        return ReasonCode.Success;
    }

    private async Task EndResetAsync(string deviceId, string resetId, FeedState? said, string? code)
    {
        ResetState? state = said switch
        {
            FeedState.Done => ResetState.Succeeded,
            FeedState.Failed => ResetState.Failed,
            FeedState.Expired => ResetState.Expired,
            _ => null,
        };
        if (state is { } ended) await host.SendAsync(Device.Type, deviceId, new DeviceCommand.MoveReset(resetId, ended, code), Request.By(deviceId));
    }

    private async ValueTask<ReasonCode> FirmwareAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        presence.Heard(deviceId);
        if (Wire.Read(payload.Span, ProtocolJson.Default.FirmwareReportedMessage) is not { Firmware: { Length: > 0 and <= 64 } firmware } message) return ReasonCode.PayloadFormatInvalid;
        await host.SendAsync(Device.Type, deviceId, new DeviceCommand.SeeFirmware(firmware), Request.By(deviceId));
        UpdateState? state = message.State switch
        {
            FirmwareState.Succeeded => UpdateState.Succeeded,
            FirmwareState.InProgress => UpdateState.InProgress,
            FirmwareState.Failed or FirmwareState.Rejected => UpdateState.Failed,
            _ => null,
        };
        if (message.RolloutId is { Length: > 0 and <= 64 } rollout && state is { } moved) await host.SendAsync(Device.Type, deviceId, new DeviceCommand.MoveUpdate(rollout, moved, Short(message.Code)), Request.By(deviceId));
        return ReasonCode.Success;
    }

    private async ValueTask<ReasonCode> EnrolAsync(string deviceId, ReadOnlyMemory<byte> payload)
    {
        var key = new byte[256];
        if (Wire.Read(payload.Span, ProtocolJson.Default.EnrolMessage)?.PublicKey is not { Length: <= 300 } text || !Convert.TryFromBase64String(text, key, out var length)) return ReasonCode.PayloadFormatInvalid;
        using (var read = DeviceProof.ReadPublicKey(key.AsSpan(0, length)))
        {
            if (read is null) return ReasonCode.PayloadFormatInvalid;
        }

        var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.Enrol(key[..length]), Request.By(deviceId));
        return answer.Ok ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    private ValueTask<ReasonCode> TimeAsync(string deviceId, ReadOnlyMemory<byte> payload) =>
        Wire.Read(payload.Span, ProtocolJson.Default.TimeAskMessage)?.Nonce is { Length: > 0 and <= 64 } nonce
            ? outbox.TimeAsync(deviceId, nonce, clock.GetUtcNow())
            : ValueTask.FromResult(ReasonCode.PayloadFormatInvalid);

    private static MessageOrder? Counted(MessageOrder? said) => said is { Conversation: { Length: > 0 and <= MessageOrder.LongestConversation }, Number: > 0 } ? said : null;

    private static string? Short(string? text) => text is { Length: > 0 and <= 200 } ? text : null;
}
