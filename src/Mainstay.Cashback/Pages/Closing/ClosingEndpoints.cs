using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Pages.Closing;

/// <summary>POST /programme/periods/{programme}/{period}/close and …/payouts: closing a period, and paying it out.</summary>
internal static class ClosingEndpoints
{
    // Most are done by then, and the next page shows the result; a longer one is followed there.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost(PeriodsEndpoints.Path + "/{programme}/{period}/close", CloseAsync);
        pages.MapPost(PeriodsEndpoints.Path + "/{programme}/{period}/payouts", PayAsync);
    }

    private static async Task<IResult> CloseAsync(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, PeriodDesk desk, TimeProvider clock, [FromKeyedServices("real")] TimeProvider real)
    {
        if (PeriodsEndpoints.Find(programmes, programme, period, host, clock) is not { } closing) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var answer = await desk.BeginClosingAsync(closing.Programme, closing.Rules, form.Request());
        if (answer.Refusal is { } refusal) return Back(context, closing, Flash.NotDone(Words.T["refused." + refusal.Code]));
        if (!answer.Ok) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var closed = await UntilAsync(context, closing, static state => state.State == PeriodState.Closed, host, real);
        return Back(context, closing, closed is null
            ? Flash.Done(Words.T["close.begun", closing.Name])
            : Flash.Done(Words.T["close.done", closing.Name, closing.Write(closed.Figures.TotalMinor), Words.T.Count("people", closed.Figures.Due)]));
    }

    private static async Task<IResult> PayAsync(
        string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, PeriodDesk desk, EntitlementsView view, TimeProvider clock, [FromKeyedServices("real")] TimeProvider real)
    {
        if (PeriodsEndpoints.Find(programmes, programme, period, host, clock) is not { } paying) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        if (!await view.CatchesUpAsync(host, context, real)) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var (nothing, answer, payoutId) = await desk.BeginPayoutAsync(paying.Programme, paying.Rules, form.Request());
        if ((nothing ?? answer.Refusal) is { } refusal) return Back(context, paying, Flash.NotDone(Words.T["refused." + refusal.Code]));
        if (!answer.Ok) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var paid = await UntilAsync(context, paying, state => state.Find(payoutId) is { IsComplete: true }, host, real);
        return Back(context, paying, paid?.Find(payoutId) is { } made
            ? Flash.Done(Words.T["payouts.done", Words.T.Count("orders", made.Orders), paying.Write(made.TotalMinor)])
            : Flash.Done(Words.T["payouts.begun"]));
    }

    private static Task<Period?> UntilAsync(HttpContext context, ManagedPeriod period, Func<Period, bool> isDone, EntityHost host, TimeProvider clock) =>
        host.WaitUntilAsync(Period.Type, Period.StreamOf(period.Programme.Id, period.Rules.Id), isDone, Moment, clock, context.RequestAborted);

    private static IResult Back(HttpContext context, ManagedPeriod period, Flash flash) => Page.SeeOther(context, PeriodsEndpoints.PathOf(period), flash);
}
