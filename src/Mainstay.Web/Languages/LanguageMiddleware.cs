using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Gives the request its language. Programs get texts in their language too, but numbers and dates without a culture, so that no file or JSON ever depends on who asks.
/// </summary>
internal static class LanguageMiddleware
{
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        Language.Of(context).Use();
        if (!Audience.IsPerson(context) && !KeptPost.Is(context)) CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return next(context);
    }
}
