using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Sessions;

/// <summary>Finds out who makes a request: by the bearer token, else by the page's cookie. A bearer token that is none leaves the request without anybody.</summary>
internal sealed class SessionAuthentication(RequestDelegate next, SessionTable sessions)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var isBearer = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        var token = isBearer ? header.AsSpan(Scheme.Length).Trim() : SessionCookies.TokenOf(context);
        if (!token.IsEmpty && sessions.Find(token) is { } who) SignedIn.Set(context, who with { FromCookie = !isBearer });
        return next(context);
    }
}
