using System.Globalization;
using System.IO.Pipelines;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Api;

/// <summary>
/// GET /api/v1/cashback/{programme}/enrolled: the list of enrolled cards that an acquirer filters its files with, as plain text (see <see cref="EnrolledList"/>). It holds beginnings of keyed hashes, which say nothing without the key.
/// </summary>
internal static partial class GetEnrolled
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/{programme}/enrolled", Write)
        .WithSummary("Gives the list of enrolled cards for an acquirer’s filter")
        .RequireRole(Roles.Manager).Class(AdmissionClass.Background).LongLasting()
        .Produces<string>(200, "text/plain")
        .MayRefuse(404, ProblemCodes.NotFound);

    public static string PathOf(string programme) => $"/api/v1/cashback/{programme}/enrolled";

    private static async Task<IResult> Write(
        string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EnrolledInstruments enrolled, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock,
        ILogger<EnrolledInstruments> log)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();

        // The day first, then the cards: at midnight the list is of yesterday rather than short of a card.
        var today = found.Zone.DateOf(now.GetUtcNow());
        if (!await enrolled.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var tomorrow = found.Zone.Local(found.Zone.BeginningOf(today.AddDays(1)));
        var name = string.Create(CultureInfo.InvariantCulture, $"enrolled.{found.Id}.{today:yyyyMMdd}.txt");
        return Results.Stream(
            async body =>
            {
                var count = await EnrolledList.WriteAsync(PipeWriter.Create(body), found.Id, tomorrow, enrolled.Of(found.Id), context.RequestAborted);
                Given(log, found.Id, count, SignedIn.From(context)!.AccountId);
            },
            "text/plain; charset=utf-8", name);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The list of enrolled cards of {Programme} ({Cards} cards) was given to {Account}.")]
    private static partial void Given(ILogger log, string programme, long cards, string account);
}
