using Mainstay.Banking.Outcomes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Banking.Api;

/// <summary>executed: Orders that are paid. failed: Orders that could not be paid. refused: The first 1,000 rows that changed nothing, and why. refusedCount: All of them.</summary>
internal sealed record OutcomesTaken(long Executed, long Failed, IReadOnlyList<RefusedOutcome> Refused, long RefusedCount);

/// <summary>POST /api/v1/cashback/{programme}/payouts/{payoutId}/outcomes with the CSV as body: what the bank says of each order.</summary>
internal static class PostOutcomes
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/payouts/{payoutId}/outcomes", Take)
        .WithSummary("Takes in what the bank says of the orders of a payout: uniqueID;result;reason;CRO;date")
        .RequireRole(Roles.Manager).RequireIdempotencyKey(OutcomeFile.MaxBytes).MaxBody(OutcomeFile.MaxBytes).Class(AdmissionClass.Background)
        .Accepts<string>("text/csv")
        .Produces<OutcomesTaken>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(413, ProblemCodes.TooLarge)
        .MayRefuse(422, "file-empty", "encoding-invalid")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Take(string programme, string payoutId, HttpContext context, EntityHost host, OutcomeDesk desk)
    {
        if (GetPayout.PayoutOf(host, programme, payoutId) is null) return Problems.NotFound();
        if (context.Request.Body.Length == 0) return Wrong("file-empty");
        var (noted, figures) = await desk.TakeAsync(payoutId, context.Request.Body, IdempotentPost.RequestOf(context), context.RequestAborted);
        if (noted.Ok && figures is null) return Wrong("encoding-invalid");
        return IdempotentPost.Result(context, noted, _ => Of(figures!));
    }

    private static IResult Of(OutcomeFigures figures) =>
        Results.Json(new OutcomesTaken(figures.Executed, figures.Failed, figures.Refused, figures.RefusedCount), BankingJson.Default.OutcomesTaken);

    private static IResult Wrong(string code) => Problems.Of(422, code, null, [new FieldError("", code)]);
}
