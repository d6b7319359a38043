using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>
/// Called when somebody who is signed in chooses a language, so that the account remembers it. Registered by the module that owns accounts.
/// </summary>
/// <param name="Remember">Takes the request and the language's code.</param>
public sealed record LanguageChosen(Func<HttpContext, string, Task> Remember);

/// <summary>POST /preferences: language and appearance, kept in this browser (and the language in the account).</summary>
internal static class LanguageEndpoints
{
    public const string Path = "/preferences";
    public const string AppearanceCookie = "mainstay-appearance";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, (Delegate)Choose).WithoutFormToken().Class(AdmissionClass.Normal).ExcludeFromDescription();

    private static async Task<IResult> Choose(HttpContext context)
    {
        var form = await WholeForm.ReadAsync(context.Request);
        if (Language.Find(form["language"]) is { } language) await Remember(context, language);
        if (form["appearance"].ToString() is "light" or "dark" or "system")
            context.Response.Cookies.Append(AppearanceCookie, form["appearance"].ToString(), Cookies.Strict(context, Kept));
        return Page.SeeOther(context, ReturnTo.Of(context));
    }

    private static async Task Remember(HttpContext context, Language language)
    {
        context.Response.Cookies.Append(Language.CookieName, language.Code, Cookies.Strict(context, Kept));
        if (SignedIn.From(context) is not null && context.RequestServices.GetService<LanguageChosen>() is { } chosen)
            await chosen.Remember(context, language.Code);
    }
}
