using Mainstay.People.PersonalData;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>GET /api/v1/me/export: everything that is held about oneself, as one JSON document with a section per subject.</summary>
internal static class GetExport
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/me/export", Handle)
        .WithSummary("Everything that is held about you, as one JSON document; within ten minutes of signing in or of POST /api/v1/me/proof")
        .RequireSignedIn()
        .Class(AdmissionClass.Background)
        .Produces<string>(StatusCodes.Status200OK, "application/json")
        .MayRefuse(403, "proof-needed")
        .MayRefuse(429, "export-too-soon");

    private static IResult Handle(PersonalDataExport export, HttpContext context) =>
        export.Of(SignedIn.From(context)!).Is(out var document, out var trouble) ? document : trouble.Result();
}
