using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// A request that says as whom it is to be done is done as nobody else: 401 not-signed-in when that person's session has ended, 409 another-person when somebody else has come since.
/// Runs before form tokens are looked at, so that the browser learns which of the two it is.
/// </summary>
internal sealed class KeptPostMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!KeptPost.Is(context)) return next(context);
        return PersonTag.Of(context) switch
        {
            null => Problems.Of(StatusCodes.Status401Unauthorized, ProblemCodes.NotSignedIn).ExecuteAsync(context),
            var person when person == context.Request.Headers[PersonTag.HeaderName] => next(context),
            _ => Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.AnotherPerson).ExecuteAsync(context),
        };
    }
}
