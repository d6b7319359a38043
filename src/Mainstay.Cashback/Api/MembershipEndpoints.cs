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
    }

    private static async Task<IResult> Join(
        string programme, JoinRequest asked, HttpContext context, ProgrammeCatalogue programmes, MembershipDesk desk, EntityHost host, TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var born = DateOnly.TryParseExact(asked.BirthDate, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        var (refusal, participant) = await desk.JoinAsync(found, SignedIn.From(context)!.AccountId, asked.AcceptTerms, born, asked.TaxId);
        if (refusal is not null) return Problems.From(refusal, refusal.Code is "tax-id-in-use" or "already-member" ? 409 : 422);
        return Answers.Json(MembershipItems.Of(host, found, participant, clock.GetUtcNow()), CashbackJson.Default.MembershipItem);
    }

    private static IResult Show(string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var participant = host.Read(Participant.Type, new ParticipantKey(found.Id, SignedIn.From(context)!.AccountId).ToString());
        return participant.Membership is null
            ? Problems.NotFound()
            : Answers.Json(MembershipItems.Of(host, found, participant, clock.GetUtcNow()), CashbackJson.Default.MembershipItem);
    }
}
