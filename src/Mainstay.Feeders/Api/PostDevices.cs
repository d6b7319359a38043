using System.Text;
using Mainstay.Entities;
using Mainstay.Feeders.Fleet;
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
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/fleet/devices", OrderAsync)
        .WithSummary("Makes devices: a table of device id, claim code and enrolment secret")
        .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal)
        .Produces<string>(201, "text/csv")
        .MayRefuse(422, "model-invalid", "count-invalid");

    private static async Task<IResult> OrderAsync(DeviceOrder asked, HttpContext context, FleetDesk desk)
    {
        var request = IdempotentPost.RequestOf(context);
        var (wrong, answer) = await desk.OrderAsync(asked, request);
        if (wrong is not null) return Problems.From(wrong, StatusCodes.Status422UnprocessableEntity);
        if (!answer.Ok) return IdempotentPost.Result(context, answer, _ => Results.NoContent());
        if (answer.Kind == AnswerKind.Repeated) IdempotentPost.Replayed(context);
        return Results.Text(await desk.TableAsync(request.Id.ToString(), answer.State, request.Actor), "text/csv; charset=utf-8", Encoding.UTF8, StatusCodes.Status201Created);
    }
}
