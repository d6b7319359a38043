using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET and POST /feeders/claim: by the text of the QR code: typed, or read from a picture by the page's script. Never in the address, where histories and logs keep it.</summary>
internal static class ClaimPages
{
    public const string Path = FeederPages.Path + "/claim";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context) => Ask(context, "", FormErrors.None));
        pages.MapPost(Path, ClaimAsync);
    }

    private static async Task<IResult> ClaimAsync(HttpContext context, FeederDesk desk)
    {
        var form = await PageForm.ReadAsync(context);
        var (answer, refusal) = await desk.ClaimAsync(form.Text("code"), form.AsEntered(), context.RequestAborted);
        if (refusal is not null) return Ask(context, form.Text("code"), FormErrors.From(refusal with { Field = "code" }));
        return Page.SeeOther(context, $"{FeederPages.Path}/{answer!.Value.State.FeederId}", Flash.Done(Words.T["claim.done"]));
    }

    private static PageResult Ask(HttpContext context, string code, FormErrors errors)
    {
        SecurityHeaders.AllowCamera(context);
        return Page.Of<ClaimPage>(context, (nameof(ClaimPage.Code), code), (nameof(ClaimPage.Errors), errors)).WithStatus(errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
