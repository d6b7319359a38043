using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
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
    private const int HolderLength = 70;

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/{programme}/iban", Set)
        .RequireRole(Roles.Member).Class(AdmissionClass.Normal).Produces<IbanItem>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "iban-deadline-passed")
        .MayRefuse(422, "iban-invalid", "holder-invalid");

    private static async Task<IResult> Set(string programme, SetIbanRequest asked, HttpContext context, ProgrammeCatalogue programmes, EntityHost host)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        if (!Iban.TryParse(asked.Iban, out var iban)) return Problems.From(Refusal.Of("iban-invalid", "iban"), StatusCodes.Status422UnprocessableEntity);
        if (asked.Holder?.Trim() is not { Length: > 0 and <= HolderLength } holder) return Problems.From(Refusal.Of("holder-invalid", "holder"), StatusCodes.Status422UnprocessableEntity);

        var who = SignedIn.From(context)!.AccountId;
        var account = new Sealed<BankAccount>(who, new BankAccount(iban.Value, holder));
        var answer = await host.SendAsync(Participant.Type, new ParticipantKey(found.Id, who).ToString(), new ParticipantCommand.SetIban(found, account), Request.By(who));
        return answer.Refusal is { } refusal
            ? Problems.From(refusal, StatusCodes.Status409Conflict)
            : Results.Json(MembershipItems.IbanOf(answer.State)!, CashbackJson.Default.IbanItem);
    }
}
