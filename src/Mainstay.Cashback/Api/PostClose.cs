using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

/// <param name="Due">People to whom something is due.</param>
/// <param name="People">People with at least one counted purchase.</param>
/// <param name="TotalMinor">What is due to all together, after a cut.</param>
/// <param name="OwedWithoutIban">People to whom something is due and who have given no account yet; they stay owed.</param>
/// <param name="Forfeited">People whose purchases counted and to whom nothing is due.</param>
/// <param name="ForfeitedMinor">The rewards they would have had.</param>
/// <param name="CutMinor">What the budget cut off: every amount was reduced in the same proportion and rounded down.</param>
/// <param name="RemainderMinor">What is left of the budget after a cut, because each amount is rounded down.</param>
/// <param name="Prizes">People who get the prize of the ranking.</param>
/// <param name="PrizesMinor">What of the total, before a cut, are prizes.</param>
internal sealed record PeriodFigures(
    long Due, long People, long TotalMinor, long OwedWithoutIban, long Forfeited, long ForfeitedMinor, long CutMinor, long RemainderMinor, long Prizes, long PrizesMinor)
{
    public static PeriodFigures Of(ClosingFigures figures) => new(
        figures.Due, figures.People, figures.TotalMinor, figures.OwedWithoutIban, figures.Forfeited, figures.ForfeitedMinor, figures.CutMinor, figures.RemainderMinor,
        figures.Prizes, figures.PrizesMinor);
}

/// <summary>The problem already-closed, with the figures of the first closing.</summary>
internal sealed record AlreadyClosed(
    string Type, string Title, int Status, long Due, long People, long TotalMinor, long OwedWithoutIban, long Forfeited, long ForfeitedMinor, long CutMinor, long RemainderMinor,
    long Prizes, long PrizesMinor);

/// <summary>POST /api/v1/cashback/{programme}/periods/{period}/close: what is due to whom is settled, once and for ever.</summary>
internal static class PostClose
{
    // Millions of people take minutes; the manager may ask again with the same key.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/periods/{period}/close", Close)
        .WithSummary("Closes a period: what is due to whom is settled, once and for ever")
        .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<PeriodFigures>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "period-not-over", "already-closed")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Close(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, PeriodDesk desk, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || found.Find(period) is not { } closing) return Problems.NotFound();
        var stream = Period.StreamOf(found.Id, closing.Id);
        var answer = await desk.BeginClosingAsync(found, closing, IdempotentPost.RequestOf(context));
        if (answer.Kind is AnswerKind.IdReused or AnswerKind.TooManyRemembered || answer.Refusal is { Code: not "already-closed" })
        {
            return IdempotentPost.Result(context, answer, static _ => throw new System.Diagnostics.UnreachableException(), static _ => StatusCodes.Status409Conflict);
        }

        var closed = await host.WaitUntilAsync(Period.Type, stream, static state => state.State == PeriodState.Closed, Limit, clock, context.RequestAborted);
        if (closed is null) return Problems.Of(503, ProblemCodes.Busy, "The period is being closed. Ask again with the same Idempotency-Key.", retryAfter: TimeSpan.FromSeconds(5));
        var isOurs = answer.Kind is AnswerKind.Done or AnswerKind.Repeated;
        if (!isOurs) return Already(closed.Figures);
        return IdempotentPost.Result(context, answer, _ => Results.Json(PeriodFigures.Of(closed.Figures), CashbackJson.Default.PeriodFigures));
    }

    private static IResult Already(ClosingFigures closed)
    {
        var figures = PeriodFigures.Of(closed);
        var problem = new AlreadyClosed(
            Problems.TypePrefix + "already-closed", ProblemCodes.TitleOf("already-closed"), StatusCodes.Status409Conflict,
            figures.Due, figures.People, figures.TotalMinor, figures.OwedWithoutIban, figures.Forfeited, figures.ForfeitedMinor, figures.CutMinor,
            figures.RemainderMinor, figures.Prizes, figures.PrizesMinor);
        return Results.Json(problem, CashbackJson.Default.AlreadyClosed, "application/problem+json", StatusCodes.Status409Conflict);
    }
}
