using Mainstay.People.Sessions;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Passkeys;

/// <summary>Holds what a browser was asked, so that the page takes the answer from that browser and from no other.</summary>
internal static class ChallengeCookie
{
    private const string Name = "mainstay-passkey";

    public static void Set(HttpContext context, string challenge, TimeSpan life) =>
        context.Response.Cookies.Append(SessionCookies.NameOf(context, Name), challenge, SessionCookies.Options(context, life));

    /// <summary>Empty when the browser was asked nothing. It is asked anew for the next try.</summary>
    public static string Take(HttpContext context)
    {
        context.Response.Cookies.Delete(SessionCookies.NameOf(context, Name), SessionCookies.Options(context, maxAge: null));
        return context.Request.Cookies[SessionCookies.NameOf(context, Name)] ?? "";
    }
}
