using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Link;

namespace Mainstay.Feeders.Fleet;

/// <summary>What a maker asks for, by the API or on a page: checked, done, and then what devices are told of it.</summary>
internal sealed class FleetDesk(EntityHost host, FleetView view, DeviceSecrets secrets, DeviceOutbox outbox, FirmwareStore store, TimeProvider clock)
{
    public const int MostDevices = 10_000;
    private const int AtOnce = 256;

    /// <summary>1 to 64 letters, digits, spaces, dots, dashes and underscores.</summary>
    public static bool IsModel(string? model) => model is { Length: >= 1 and <= 64 } && model.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '_');

    /// <summary>Orders devices. Their table is made by <see cref="TableAsync"/>.</summary>
    public async Task<(Refusal? Wrong, Answer<DeviceBatch> Answer)> OrderAsync(DeviceOrder asked, Request request)
    {
        if (!IsModel(asked.Model)) return (Refusal.Of("model-invalid", "model"), default);
        if (asked.Count is not (>= 1 and <= MostDevices and var count)) return (Refusal.Of("count-invalid", "count"), default);
        return (null, await host.SendAsync(DeviceBatch.Type, request.Id.ToString(), new BatchCommand.Order(asked.Model!, count), request));
    }

    /// <summary>The table of an order: lines of device id, claim code and enrolment secret, with a heading.</summary>
    public async Task<string> TableAsync(string batch, DeviceBatch order, string actor)
    {
        var table = new StringBuilder("deviceId,claimCode,enrolmentSecret\r\n");
        foreach (var (claim, enrolmentSecret) in await MakeAsync(batch, order, actor)) table.Append(CultureInfo.InvariantCulture, $"{claim.DeviceId},{claim},{enrolmentSecret}\r\n");
        return table.ToString();
    }

    /// <summary>Makes the devices of an order; those that are there already are passed over. Their secrets are in what is returned and nowhere else.</summary>
    public async Task<IReadOnlyList<(ClaimCode Claim, string EnrolmentSecret)>> MakeAsync(string batch, DeviceBatch order, string actor)
    {
        var made = new List<(ClaimCode, string)>(order.Count);
        var underWay = new List<Task>(AtOnce);
        for (var i = 0; i < order.Count; i++)
        {
            var deviceId = secrets.DeviceId(batch, i);
            var (claim, enrolment) = (secrets.ClaimSecret(deviceId), secrets.EnrolmentSecret(deviceId));
            underWay.Add(host.SendAsync(Device.Type, deviceId, new DeviceCommand.Make(order.Model, batch, DeviceSecrets.Hash(claim), DeviceSecrets.Hash(enrolment)), Request.By(actor)).AsTask());
            if (underWay.Count == AtOnce || i == order.Count - 1)
            {
                await Task.WhenAll(underWay);
                underWay.Clear();
            }

            made.Add((new ClaimCode(deviceId, claim, Fingerprint: null), enrolment));
        }

        return made;
    }

    /// <summary>Takes a firmware in. Refused: manifest-missing, manifest-invalid, image-missing, too-large, hash-mismatch.</summary>
    /// <param name="manifest">Null when it is missing.</param>
    /// <param name="image">Null when it is missing.</param>
    public async Task<(Refusal? Wrong, FirmwareItem? Item)> UploadAsync(string? manifest, Stream? image, string actor, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(manifest)) return (Refusal.Of("manifest-missing", "manifest"), null);
        if (FirmwareManifest.ReadUnverified(manifest) is not { } said) return (Refusal.Of("manifest-invalid", "manifest"), null);
        if (image is null) return (Refusal.Of("image-missing", "image"), null);
        if (await store.KeepAsync(image, cancellation) is not { } kept) return (Refusal.Of("too-large", "image"), null);
        if (kept.Sha256 != said.Sha256 || kept.Size != said.Size) return (Refusal.Of("hash-mismatch", "image"), null);
        var id = FirmwareStore.IdOf(manifest);
        await host.SendAsync(Firmware.Type, id, new FirmwareCommand.Upload(Encoding.ASCII.GetBytes(manifest), kept.Sha256, kept.Size, said.Version), Request.By(actor));
        return (null, new FirmwareItem(id, said.Model, said.Version, kept.Sha256, kept.Size));
    }

    /// <summary>Refused: firmware-unknown, model-invalid, model-mismatch, waves-invalid, percent-invalid.</summary>
    /// <param name="asked">As it was sent.</param>
    /// <param name="server">Where devices fetch the image: scheme and host.</param>
    /// <param name="request">Names the roll-out.</param>
    public async Task<(Refusal? Wrong, Answer<Rollout> Answer)> RollOutAsync(RolloutRequest asked, string server, Request request, CancellationToken cancellation)
    {
        if (asked.Firmware is not { Length: > 0 and <= 64 } firmware || host.Read(Firmware.Type, firmware) is not { Exists: true } known) return (Refusal.Of("firmware-unknown", "firmware"), default);
        if (!IsModel(asked.Model)) return (Refusal.Of("model-invalid", "model"), default);
        if (asked.Model != known.Model) return (Refusal.Of("model-mismatch", "model"), default);
        if (asked.Waves is not { } waves || !WaveRules.AreWaves(waves)) return (Refusal.Of("waves-invalid", "waves"), default);
        if (asked.StopAtFailurePercent is not (>= 1 and <= 100 and var stopAt)) return (Refusal.Of("percent-invalid", "stopAtFailurePercent"), default);
        var url = $"{server}/api/v1/feeders/fleet/firmware/{firmware}/image";
        var id = request.Id.ToString();
        await view.CatchUpAsync(host, cancellation);
        ImmutableArray<long> limits = host.Read(Rollout.Type, id).State == RolloutState.None ? LimitsOf(id, waves, view.DeviceIds(known.Model)) : [];
        return (null, await host.SendAsync(Rollout.Type, id, new RolloutCommand.Begin(firmware, known.Model, [.. waves], limits, stopAt, url), request));
    }

    /// <summary>Refused: devices-invalid, model-unknown, device-unknown, waves-invalid, percent-invalid, expires-invalid, feeder-claimed.</summary>
    public async Task<(Refusal? Wrong, Answer<BulkReset> Answer)> ResetAsync(ResetRequest asked, Request request, CancellationToken cancellation)
    {
        await view.CatchUpAsync(host, cancellation);
        var id = request.Id.ToString();
        // Asked again, it is the one that was begun, whoever has claimed what since; what is asked is not looked at.
        var isNew = host.Read(BulkReset.Type, id).State == RolloutState.None;
        if (isNew && Check(asked) is { } wrong) return (wrong, default);
        ImmutableArray<string> listed = asked.DeviceIds is null ? [] : [.. asked.DeviceIds.OfType<string>().Distinct(StringComparer.Ordinal)];
        IReadOnlyList<int> waves = asked.Waves ?? [100];
        ImmutableArray<long> limits = isNew ? LimitsOf(id, waves, asked.Model is { } model ? view.DeviceIds(model) : listed) : [];
        var begin = new BulkResetCommand.Begin(
            asked.Model, listed, asked.KeepSchedule ?? true, [.. waves], limits, asked.StopAtFailurePercent ?? BulkReset.StopsAtPercent, asked.ExpiresAt?.ToUniversalTime() ?? clock.GetUtcNow() + BulkReset.GoodFor);
        return (null, await host.SendAsync(BulkReset.Type, id, begin, request));
    }

    /// <summary>What is wrong with a bulk reset, by what the view knows; null when nothing is.</summary>
    public Refusal? Check(ResetRequest asked)
    {
        if (CheckWhich(asked) is { } which) return which;
        if (asked.Waves is { } waves && !WaveRules.AreWaves(waves)) return Refusal.Of("waves-invalid", "waves");
        if (asked.StopAtFailurePercent is < 1 or > 100) return Refusal.Of("percent-invalid", "stopAtFailurePercent");
        var now = clock.GetUtcNow();
        return asked.ExpiresAt is { } wished && (wished <= now || wished > now + BulkReset.Longest) ? Refusal.Of("expires-invalid", "expiresAt") : null;
    }

    public async Task<Answer<Device>> RevokeAsync(string deviceId, Request request)
    {
        var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.Revoke(), request);
        if (answer.Ok) outbox.PutOut(deviceId);
        return answer;
    }

    /// <summary>A new enrolment secret; the key that the device had is forgotten, and whoever holds it is put out. Asked again with the same request it is the same one.</summary>
    public async Task<(string Secret, Answer<Device> Answer)> RenewSecretAsync(string deviceId, Request request)
    {
        var secret = secrets.EnrolmentSecret(deviceId, request.Id.ToString());
        var answer = await host.SendAsync(Device.Type, deviceId, new DeviceCommand.RenewSecret(DeviceSecrets.Hash(secret)), request);
        if (answer.Ok) outbox.PutOut(deviceId);
        return (secret, answer);
    }

    private static ImmutableArray<long> LimitsOf(string jobId, IReadOnlyList<int> waves, IEnumerable<string> devices) => WaveRules.LimitsOf(waves, devices.Select(device => WaveRules.LotOf(jobId, device)));

    /// <summary>A model or a list; and what would forget everything only where nobody has the device.</summary>
    private Refusal? CheckWhich(ResetRequest asked)
    {
        var everything = asked.KeepSchedule == false;
        if (asked.DeviceIds is null == asked.Model is null) return Refusal.Of("devices-invalid", asked.Model is null ? "model" : "deviceIds");
        if (asked.Model is { } model)
        {
            var (devices, claimed) = view.CountOf(model);
            if (devices == 0) return Refusal.Of("model-unknown", "model");
            return everything && claimed > 0 ? Refusal.Of("feeder-claimed", "model") : null;
        }

        if (asked.DeviceIds!.Count is 0 or > BulkReset.MostListed) return Refusal.Of("devices-invalid", "deviceIds");
        for (var i = 0; i < asked.DeviceIds.Count; i++)
        {
            var device = asked.DeviceIds[i] is { } id && Topics.IsDeviceId(id) ? host.Read(Device.Type, id) : Device.Empty;
            if (!device.Exists) return Refusal.Of("device-unknown", string.Create(CultureInfo.InvariantCulture, $"deviceIds[{i}]"));
            if (everything && device.FeederId is not null) return Refusal.Of("feeder-claimed", string.Create(CultureInfo.InvariantCulture, $"deviceIds[{i}]"));
        }

        return null;
    }
}
