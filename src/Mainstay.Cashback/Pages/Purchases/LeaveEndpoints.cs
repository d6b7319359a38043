using Mainstay.Cashback.Participants;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>POST /cashback/{programme}/leave: a person leaves a programme.</summary>
internal static class LeaveEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(PurchasesEndpoints.Path + "/{programme}/leave", LeaveAsync);

    public static string PathOf(OwnProgramme own) => PurchasesEndpoints.PathOf(own) + "/leave";

    private static async Task<IResult> LeaveAsync(string programme, HttpContext context, OwnProgrammes programmes, MembershipDesk desk)
    {
        if (programmes.Find(context, programme) is not { } own) return Results.NotFound();
        var refusal = await desk.LeaveAsync(own.Rules, own.Key.AccountId);
        return refusal is null ? Page.SeeOther(context, PurchasesEndpoints.PathOf(own), Flash.Done(Words.T["leave.done", own.Name])) : Results.NotFound();
    }
}
