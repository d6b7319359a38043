using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Api;

/// <param name="Iban">The account; spaces and lower case are welcome.</param>
/// <param name="Holder">Whose account it is, at most 70 characters.</param>
internal sealed record SetIbanRequest(string? Iban = null, string? Holder = null);

/// <summary>PUT /api/v1/cashback/{programme}/iban {iban, holder}: where one is paid.</summary>
internal static class PutIban
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/{programme}/iban", Set)
        .WithSummary("Says to which account you are paid")
        .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<IbanItem>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "iban-deadline-passed", "withdrawn")
        .MayRefuse(422, "iban-invalid", "holder-invalid");

    private static async Task<IResult> Set(string programme, SetIbanRequest asked, HttpContext context, ProgrammeCatalogue programmes, IbanDesk desk)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var accountId = SignedIn.From(context)!.AccountId;
        var (refusal, participant) = await desk.SetAsync(found, accountId, asked.Iban, asked.Holder, Request.By(accountId));
        return refusal is null
            ? Answers.Json(MembershipItems.IbanOf(participant)!, CashbackJson.Default.IbanItem)
            : Problems.From(refusal, refusal.Code is "iban-deadline-passed" or "withdrawn" ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
    }
}
