using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Api;

/// <param name="AcceptTerms">Must be true.</param>
/// <param name="BirthDate">For the minimum age.</param>
/// <param name="TaxId">Where the programme asks for one.</param>
internal sealed record JoinRequest(bool AcceptTerms = false, string? BirthDate = null, string? TaxId = null);

/// <summary>PUT and GET /api/v1/cashback/{programme}/membership {acceptTerms: true, birthDate, taxId}: joining, and what one has.</summary>
internal static class MembershipEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/{programme}/membership", Join).WithSummary("Joins a programme").RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<MembershipItem>()
            .MayRefuse(404, ProblemCodes.NotFound)
            .MayRefuse(409, "tax-id-in-use", "already-member")
            .MayRefuse(422, "terms-not-accepted", "birth-date-invalid", "too-young", "tax-id-invalid");
        api.MapGet("/{programme}/membership", Show).WithSummary("Shows how you stand in a programme, period by period").RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<MembershipItem>()
            .MayRefuse(404, ProblemCodes.NotFound);
        api.MapDelete("/{programme}/membership", Leave).WithSummary("Leaves a programme: the cards are given back, and what was not paid is forfeited").RequireRole(Roles.Member)
            .Class(AdmissionClass.Normal).Produces(204)
            .MayRefuse(404, ProblemCodes.NotFound);
    }

    private static async Task<IResult> Join(
        string programme, JoinRequest asked, HttpContext context, ProgrammeCatalogue programmes, MembershipDesk desk, MembershipItems items)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var born = DateOnly.TryParseExact(asked.BirthDate, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        var accountId = SignedIn.From(context)!.AccountId;
        var (refusal, participant) = await desk.JoinAsync(found, accountId, asked.AcceptTerms, born, asked.TaxId, Request.By(accountId));
        if (refusal is not null) return Problems.From(refusal, refusal.Code is "tax-id-in-use" or "already-member" ? 409 : 422);
        return Answers.Json(items.Of(found, accountId, participant), CashbackJson.Default.MembershipItem);
    }

    private static async Task<IResult> Leave(string programme, HttpContext context, ProgrammeCatalogue programmes, MembershipDesk desk) =>
        programmes.Find(programme) is { } found && await desk.LeaveAsync(found, SignedIn.From(context)!.AccountId) is null ? Results.NoContent() : Problems.NotFound();

    private static IResult Show(string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, MembershipItems items)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var accountId = SignedIn.From(context)!.AccountId;
        var participant = host.Read(Participant.Type, new ParticipantKey(found.Id, accountId).ToString());
        return items.Of(found, accountId, participant) is { } item ? Answers.Json(item, CashbackJson.Default.MembershipItem) : Problems.NotFound();
    }
}
