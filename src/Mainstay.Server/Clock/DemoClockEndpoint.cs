using System.Text.Json.Serialization;
using Mainstay.Server.Demo;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Clock;

/// <summary>POST /api/v1/demo/clock {now}: moves the clock of the business forward. Demo mode only; elsewhere there is no such path.</summary>
internal static class DemoClockEndpoint
{
    public static void MapDemoClock(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<DemoSettings>().Enabled) return;
        endpoints.MapPost("/api/v1/demo/clock", Move)
            .RequireRole(Roles.Administrator)
            .Class(AdmissionClass.Critical)
            .WithSummary("Moves the clock of the business forward")
            .Produces<ClockTime>()
            .MayRefuse(StatusCodes.Status422UnprocessableEntity, "clock-backwards");
    }

    private static IResult Move(ClockTime asked, BusinessClock clock, ClockOffsetFile file)
    {
        if (!Instants.TryParse(asked.Now, out var now)) throw new MalformedRequestException($"now is {Instants.Wanted}.");
        if (!clock.TryMoveTo(now)) return Problems.From(new("clock-backwards", "now"), StatusCodes.Status422UnprocessableEntity);
        file.Write(clock.Ahead);
        return TypedResults.Ok(new ClockTime(Instants.Write(clock.GetUtcNow())));
    }
}

/// <summary>The clock of the business.</summary>
/// <param name="Now">RFC 3339 with offset.</param>
internal sealed record ClockTime(string Now);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClockTime))]
internal sealed partial class ClockJson : JsonSerializerContext;
