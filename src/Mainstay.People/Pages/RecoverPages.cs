using Mainstay.People.Recovery;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>GET and POST /recover: back in with a recovery code, or with the code that an administrator has just given.</summary>
internal static class RecoverPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/recover", (HttpContext context) => Page.Of<RecoverPage>(context));
        pages.MapPost("/recover", Recover);
    }

    private static async Task<IResult> Recover(HttpContext context, Recovering recovering, BrowserSession browser)
    {
        var form = await PageForm.ReadAsync(context);
        var outcome = await recovering.RecoverAsync(form.Text("handle"), form.Text("code"), form.Verbatim("newPassword"), Caller.Of(context), context.RequestAborted);
        if (outcome.Is(out var session, out var trouble))
        {
            browser.Enter(context, session);
            return Page.SeeOther(context, "/account", Flash.Done(Words.T["recover.done"]));
        }
        return Page.Of<RecoverPage>(context, (nameof(RecoverPage.Handle), form.Text("handle")), (nameof(RecoverPage.Errors), FormErrors.Of(trouble))).With(trouble, context);
    }
}
