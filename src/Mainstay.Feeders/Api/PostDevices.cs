using System.Globalization;
using System.Text;
using Mainstay.Entities;
using Mainstay.Feeders.Devices;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Api;

/// <summary>model: The maker's name of it, 1 to 64 letters, digits, spaces, dots and dashes. count: 1 to 10,000.</summary>
internal sealed record DeviceOrder(string? Model = null, int? Count = null);

/// <summary>POST /api/v1/feeders/fleet/devices {model, count}: makes devices, and gives their codes and secrets once and for all. Asked again with the same key, the same file comes.</summary>
internal static class PostDevices
{
    private const int Most = 10_000;
    private const int AtOnce = 256;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/fleet/devices", OrderAsync)
        .WithSummary("Makes devices: a table of device id, claim code and enrolment secret")
        .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal)
        .Produces<string>(201, "text/csv")
        .MayRefuse(422, "model-invalid", "count-invalid");

    private static async Task<IResult> OrderAsync(DeviceOrder asked, HttpContext context, EntityHost host, DeviceSecrets secrets)
    {
        if (asked.Model is not { Length: >= 1 and <= 64 } model || !model.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '_')) return Problems.From(Refusal.Of("model-invalid", "model"), 422);
        if (asked.Count is not (>= 1 and <= Most and var count)) return Problems.From(Refusal.Of("count-invalid", "count"), 422);
        var request = IdempotentPost.RequestOf(context);
        var batch = request.Id.ToString();
        var answer = await host.SendAsync(DeviceBatch.Type, batch, new BatchCommand.Order(model, count), request);
        if (!answer.Ok) return IdempotentPost.Result(context, answer, _ => Results.NoContent());
        if (answer.Kind == AnswerKind.Repeated) IdempotentPost.Replayed(context);
        var table = await MakeAsync(batch, model, count, host, secrets, request.Actor);
        return Results.Text(table, "text/csv; charset=utf-8", Encoding.UTF8, StatusCodes.Status201Created);
    }

    /// <summary>Devices that are there already are passed over.</summary>
    private static async Task<string> MakeAsync(string batch, string model, int count, EntityHost host, DeviceSecrets secrets, string actor)
    {
        var table = new StringBuilder("deviceId,claimCode,enrolmentSecret\r\n");
        var underWay = new List<Task>(AtOnce);
        for (var i = 0; i < count; i++)
        {
            var deviceId = secrets.DeviceId(batch, i);
            var (claim, enrolment) = (secrets.ClaimSecret(deviceId), secrets.EnrolmentSecret(deviceId));
            underWay.Add(host.SendAsync(Device.Type, deviceId, new DeviceCommand.Make(model, batch, DeviceSecrets.Hash(claim), DeviceSecrets.Hash(enrolment)), Request.By(actor)).AsTask());
            if (underWay.Count == AtOnce || i == count - 1)
            {
                await Task.WhenAll(underWay);
                underWay.Clear();
            }

            table.Append(CultureInfo.InvariantCulture, $"{deviceId},{new ClaimCode(deviceId, claim, Fingerprint: null)},{enrolment}\r\n");
        }

        return table.ToString();
    }
}
