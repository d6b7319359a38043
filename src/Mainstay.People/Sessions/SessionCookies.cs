using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Sessions;

/// <summary>
/// The cookies of a browser that is signed in. Over https they are bound to this host by name (__Host-); plain http, which is for a first try on loopback,
/// cannot have that. Source: RFC 6265bis, 4.1.3.2; OWASP ASVS 5.0, 3.3.
/// </summary>
internal static class SessionCookies
{
    private static readonly TimeSpan DeviceKept = TimeSpan.FromDays(365);

    public static string DeviceName(HttpContext context) => NameOf(context, "mainstay-device");

    /// <summary>The session's token, or null.</summary>
    public static string? TokenOf(HttpContext context) => context.Request.Cookies[NameOf(context, "mainstay")];

    /// <summary>Signs the browser in.</summary>
    public static void Set(HttpContext context, NewSession session, DateTimeOffset now)
    {
        context.Response.Cookies.Append(NameOf(context, "mainstay"), session.Token, Options(context, session.ExpiresAt - now));
        context.Response.Cookies.Append(DeviceName(context), session.DeviceCookie, Options(context, DeviceKept));
    }

    /// <summary>Signs the browser out. It forgets the pages and forms that it has kept; what it is known by stays.</summary>
    public static void Clear(HttpContext context)
    {
        context.Response.Cookies.Delete(NameOf(context, "mainstay"), Options(context, maxAge: null));
        context.Response.Headers["Clear-Site-Data"] = "\"storage\"";
    }

    internal static string NameOf(HttpContext context, string name) => context.Request.IsHttps ? "__Host-" + name : name;

    internal static CookieOptions Options(HttpContext context, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
