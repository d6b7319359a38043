using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// What a browser must not do with our answers. No inline script or style, nothing from elsewhere, no frames (ASVS 5.0, V3.4). Nothing is cached unless its
/// endpoint says so.
/// </summary>
public static class SecurityHeaders
{
    private const string PermissionsPolicy = "Permissions-Policy";
    private const string WithoutCamera = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    private const string WithCamera = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()";
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The page that is answered may ask for the camera; no other one may. Its picture needs no more of the content policy: it comes from no address.</summary>
    public static void AllowCamera(HttpContext context) => context.Response.Headers[PermissionsPolicy] = WithCamera;

    internal static Task Invoke(HttpContext context, RequestDelegate next)
    {
        Set(context);
        return next(context);
    }

    internal static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers[PermissionsPolicy] = WithoutCamera;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }
}
