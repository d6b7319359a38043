using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>How our own small cookies are set: for this host only, not for scripts, not from other sites.</summary>
internal static class Cookies
{
    public static CookieOptions Strict(HttpContext context, TimeSpan? maxAge = null) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
