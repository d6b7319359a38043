using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>GET and POST /account/confirm: the password once more, before what matters.</summary>
internal static class ConfirmPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var mine = pages.MapGroup("/account/confirm").RequireSignedIn();
        mine.MapGet("", (HttpContext context, string? returnTo) => PageOf(context, ReturnTo.Safe(returnTo), FormErrors.None));
        mine.MapPost("", Confirm);
    }

    /// <summary>Where to show it, to come back to a page of ours.</summary>
    public static string Href(string returnTo) => "/account/confirm?returnTo=" + Uri.EscapeDataString(returnTo);

    public static IResult First(HttpContext context, string returnTo) => Page.SeeOther(context, Href(returnTo));

    private static PageResult PageOf(HttpContext context, string back, FormErrors errors) =>
        Page.Of<ConfirmPage>(context, (nameof(ConfirmPage.Back), back), (nameof(ConfirmPage.Errors), errors));

    private static async Task<IResult> Confirm(HttpContext context, FreshProof fresh)
    {
        var form = await PageForm.ReadAsync(context);
        var back = ReturnTo.Safe(form.Text("returnTo"));
        return await fresh.GiveAsync(SignedIn.From(context)!, form.Verbatim("password"), Caller.Of(context), context.RequestAborted) is { } trouble
            ? PageOf(context, back, FormErrors.Of(trouble)).With(trouble, context)
            : Page.SeeOther(context, back);
    }
}
