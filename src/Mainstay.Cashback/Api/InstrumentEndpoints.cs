using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Api;

/// <summary>GET /api/v1/cashback/{programme}/instruments and DELETE …/instruments/{id}: one's cards, and taking one out from tomorrow on.</summary>
internal static class InstrumentEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{programme}/instruments", List).WithSummary("Lists your cards").RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<ListOf<InstrumentItem>>().TakesPaging()
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapDelete("/{programme}/instruments/{id}", Remove).WithSummary("Removes a card; its purchases of today still count").RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces(204)
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static IResult List(string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var participant = host.Read(Participant.Type, new ParticipantKey(found.Id, SignedIn.From(context)!.AccountId).ToString());
        var items = participant.Instruments.Select(held => MembershipItems.Of(found, participant, held)).ToList();
        return Answers.Json(ListOf.OfShort(items, Paging.From(context), instrument => instrument.InstrumentId), CashbackJson.Default.ListOfInstrumentItem);
    }

    private static async Task<IResult> Remove(string programme, string id, HttpContext context, ProgrammeCatalogue programmes, EntityHost host)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var who = SignedIn.From(context)!.AccountId;
        var answer = await host.SendAsync(
            Participant.Type, new ParticipantKey(found.Id, who).ToString(), new ParticipantCommand.RemoveInstrument(found, id), Request.By(who));
        return answer.Refusal is null ? Results.NoContent() : Problems.NotFound();
    }
}
