using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Claims;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Feeders.Homes;

/// <summary>What API and pages ask of feeders: one command, and then what the device is told of it.</summary>
internal sealed class FeederDesk(EntityHost host, DeviceSecrets secrets, DeviceOutbox outbox, TimeProvider clock)
{
    /// <summary>Claims a device by the text of its QR code.</summary>
    /// <returns>What they have now; null with a refusal.</returns>
    public async Task<(Answer<Device>? Answer, Refusal? Refusal)> ClaimAsync(string? code, Request request, CancellationToken cancellation)
    {
        if (ClaimCode.TryParse(code) is not { } read) return (null, Refusal.Of("claim-invalid", "code"));
        var command = new DeviceCommand.Claim(DeviceSecrets.Hash(read.Secret), read.Fingerprint, secrets.FeederId(request.Id), request.Actor);
        var answer = await host.SendAsync(Device.Type, read.DeviceId, command, request);
        if (answer.Kind == AnswerKind.Refused) return (answer, answer.Refusal);
        // The feeder is told by mail, and tells its owner's list by mail: whoever is answered finds both.
        await host.WaitForMailAsync(cancellation);
        await host.WaitForMailAsync(cancellation);
        await outbox.CatchUpAsync(read.DeviceId);
        return (answer, null);
    }

    /// <summary>A code for the next owner.</summary>
    public async Task<(string Code, Answer<Device> Answer)> OfferAsync(OwnFeeder own, Request request)
    {
        var deviceId = own.Feeder.DeviceId!;
        var secret = secrets.TransferSecret(deviceId, request.Id);
        var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.OfferTransfer(own.Id, DeviceSecrets.Hash(secret)), request);
        return (new ClaimCode(deviceId, secret, Fingerprint: null).ToString(), answer);
    }

    public async Task<Answer<Feeder>> WishAsync(OwnFeeder own, long? seen, Plan plan, Request request)
    {
        var answer = await host.SendAsync(Feeder.Type, own.Id, new FeederCommand.Wish(seen, plan, PetNames.Of(plan)), request);
        if (answer.Ok) await outbox.PlanAsync(answer.State);
        return answer;
    }

    public async Task<Answer<Feeder>> FeedAsync(OwnFeeder own, int portions, Request request)
    {
        var commandId = request.Id.ToString();
        var answer = await host.SendAsync(Feeder.Type, own.Id, new FeederCommand.FeedNow(commandId, portions), request);
        // Also for one that is asked again: the device does the same id once.
        if (answer.Ok && answer.State.Commands.FirstOrDefault(command => command.CommandId == commandId) is { State: FeedState.Sent } sent) await outbox.CommandAsync(answer.State.DeviceId!, sent, clock.GetUtcNow());
        return answer;
    }

    public async Task<Answer<Feeder>> SendAsync(OwnFeeder own, FeederCommand command, Request request)
    {
        var before = own.Feeder.Wished.Plan.Version;
        var answer = await host.SendAsync(Feeder.Type, own.Id, command, request);
        if (answer.Ok && answer.State.Exists && answer.State.Wished.Plan.Version != before) await outbox.PlanAsync(answer.State);
        return answer;
    }

    /// <summary>Who has it, or may use it, has changed: their lists are told by mail.</summary>
    public async Task<Answer<Feeder>> SendToKeepersAsync(OwnFeeder own, FeederCommand command, Request request, CancellationToken cancellation)
    {
        var answer = await host.SendAsync(Feeder.Type, own.Id, command, request);
        if (answer.Ok) await host.WaitForMailAsync(cancellation);
        if (answer.Ok && !answer.State.Exists) await outbox.ForgetAsync(own.Feeder.DeviceId!);
        return answer;
    }
}
