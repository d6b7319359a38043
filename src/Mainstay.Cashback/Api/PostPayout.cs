using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

internal sealed record PayoutMade(string PayoutId, long Orders, long TotalMinor);

/// <summary>POST /api/v1/cashback/{programme}/periods/{period}/payouts: everybody who is owed something and has given an account gets one order.</summary>
internal static class PostPayout
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/periods/{period}/payouts", Make)
        .WithSummary("Makes a payout: an order for everybody who is owed something and has given an account")
        .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<PayoutMade>(201)
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "nothing-due", "period-not-closed", "payout-in-progress")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Make(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, PeriodDesk desk, EntitlementsView entitlements,
        [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || found.Find(period) is not { } paying) return Problems.NotFound();
        if (!await entitlements.CatchesUpAsync(host, context, clock)) return Busy();
        var (nothing, answer, payoutId) = await desk.BeginPayoutAsync(found, paying, IdempotentPost.RequestOf(context));
        if (nothing is not null) return NothingDue();
        if (!answer.Ok) return IdempotentPost.Result(context, answer, static _ => throw new System.Diagnostics.UnreachableException(), static _ => StatusCodes.Status409Conflict);
        var made = await host.WaitUntilAsync(
            Period.Type, Period.StreamOf(found.Id, paying.Id), state => state.Find(payoutId)!.IsComplete, Limit, clock, context.RequestAborted);
        if (made is null || !await ArrivesAsync(host, payoutId, clock, context)) return Busy();
        return IdempotentPost.Result(context, answer, _ => Of(made.Find(payoutId)!));
    }

    // Until the bank's side knows of it, so that the payment file can be fetched at once.
    private static Task<bool> ArrivesAsync(EntityHost host, string payoutId, TimeProvider clock, HttpContext context) => Fresh.WithinAsync(
        cancellation => host.WaitForChangeAsync(new EntityKey(PayoutCompleted.StreamOf(payoutId)), 0, cancellation), Limit, clock, context.RequestAborted);

    private static IResult Of(PeriodPayout payout) => payout.Orders == 0
        ? NothingDue()
        : Results.Json(new PayoutMade(payout.Id, payout.Orders, payout.TotalMinor), CashbackJson.Default.PayoutMade, statusCode: StatusCodes.Status201Created);

    private static IResult NothingDue() => Problems.Of(409, "nothing-due", "Nobody who is owed something has an account to pay it to.");

    private static IResult Busy() => Problems.Of(503, ProblemCodes.Busy, "The payout is being made. Ask again with the same Idempotency-Key.", retryAfter: TimeSpan.FromSeconds(5));
}
