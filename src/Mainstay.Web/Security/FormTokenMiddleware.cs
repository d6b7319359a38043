using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Anti-forgery for everything that changes something: a request that the browser sends by itself must show that it comes from one of our pages. Calls with a
/// bearer token, and calls to the API by nobody in particular, need no token: a browser does not send them by itself.
/// </summary>
internal sealed class FormTokenMiddleware(RequestDelegate next, WebKeys keys)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!NeedsProof(context) || await HasProof(context)) await next(context);
        else await AnswerExpired(context);
    }

    private static bool NeedsProof(HttpContext context)
    {
        if (!ChangesSomething(context.Request.Method) || context.GetEndpoint() is null) return false;
        if (SignedIn.From(context) is { } who) return who.FromCookie;
        return !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
    }

    private static bool ChangesSomething(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private async Task<bool> HasProof(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") return false;
        if (context.GetEndpoint()!.Metadata.GetMetadata<WithoutFormTokenMetadata>() is not null) return true;
        if (request.Headers[FormToken.HeaderName] is [{ } header]) return FormToken.IsValid(context, keys, header);
        if (!request.HasFormContentType) return false;
        var form = await WholeForm.ReadAsync(request);
        return FormToken.IsValid(context, keys, form[FormToken.FieldName]);
    }

    internal static Task AnswerExpired(HttpContext context)
    {
        var problem = (ProblemResult)Problems.Of(
            StatusCodes.Status403Forbidden, ProblemCodes.FormExpired, "Nothing was done. Open the page again and repeat what you entered.");
        return Audience.IsPerson(context) ? ErrorPages.WriteAsync(context, problem) : problem.ExecuteAsync(context);
    }
}
