using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Api;

/// <summary>ratePercent: Of each purchase. state: upcoming, open, grace or closed. prize: What the first in the ranking get in addition.</summary>
internal sealed record PeriodItem(
    string Period, string Name, DateOnly Start, DateOnly End, int GraceDays, int MinimumCount, decimal RatePercent, long PurchaseCapMinor, long PeriodCapMinor, string State,
    PrizeItem? Prize);

internal sealed record ProgrammeItem(string Programme, string Name, string Zone, string Currency, IReadOnlyList<PeriodItem> Periods);

internal sealed record CircuitItem(string Code, string Name);

internal sealed record ConditionItem(string Reason, string Text);

internal sealed record ProgrammeDetail(
    string Programme, string Name, string Summary, string Zone, string Currency, string Terms, string Identity, int MinimumAge,
    IReadOnlyList<CircuitItem> Circuits, IReadOnlyList<ConditionItem> Conditions, IReadOnlyList<PeriodItem> Periods);

/// <summary>GET /api/v1/cashback/programmes and GET /api/v1/cashback/programmes/{programme}: what runs here, in the caller's language.</summary>
internal static class GetProgrammes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/programmes", List).WithSummary("Lists the programmes that run here").Class(AdmissionClass.Normal).Produces<ListOf<ProgrammeItem>>().TakesPaging();
        api.MapGet("/programmes/{programme}", One).WithSummary("Shows a programme: its periods, circuits and conditions").Class(AdmissionClass.Normal).Produces<ProgrammeDetail>().MayRefuse(404, ProblemCodes.NotFound);
    }

    private static IResult List(HttpContext context, ProgrammeCatalogue programmes, EntityHost host, TimeProvider clock)
    {
        var items = programmes.All.Select(programme => new ProgrammeItem(
            programme.Id, programme.Name.In(Language.Current.Code), programme.Zone.Id, programme.Currency.Code, Periods(programme, host, clock))).ToList();
        return Results.Json(ListOf.OfShort(items, Paging.From(context), programme => programme.Programme), CashbackJson.Default.ListOfProgrammeItem);
    }

    private static IResult One(string programme, ProgrammeCatalogue programmes, EntityHost host, TimeProvider clock) =>
        programmes.Find(programme) is { } found ? Results.Json(Detail(found, host, clock), CashbackJson.Default.ProgrammeDetail) : Problems.NotFound();

    private static ProgrammeDetail Detail(Programme programme, EntityHost host, TimeProvider clock)
    {
        var language = Language.Current.Code;
        return new ProgrammeDetail(
            programme.Id, programme.Name.In(language), programme.Summary.In(language), programme.Zone.Id, programme.Currency.Code, programme.Terms,
            programme.Identity == IdentityKind.ItalianFiscalCode ? "it-fiscal-code" : "none", programme.MinimumAge,
            [.. programme.Circuits.Select(circuit => new CircuitItem(circuit.Code, circuit.Name.In(language)))],
            [.. programme.Conditions.Select(condition => new ConditionItem(condition.Reason, condition.Text.In(language)))],
            Periods(programme, host, clock));
    }

    private static PeriodItem[] Periods(Programme programme, EntityHost host, TimeProvider clock) =>
    [
        .. programme.Periods.Select(period => new PeriodItem(
            period.Id, period.Name.In(Language.Current.Code), period.Start, period.End, period.GraceDays, period.MinimumCount, period.RateBasisPoints / 100m,
            period.PurchaseCapMinor, period.PeriodCapMinor, PeriodWords.Of(host, programme, period, clock.GetUtcNow()), PrizeItem.Of(period))),
    ];
}
