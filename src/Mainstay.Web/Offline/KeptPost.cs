using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>What became of a form that had been kept.</summary>
/// <param name="Done">False: refused; <paramref name="Texts"/> say why.</param>
/// <param name="Texts">In the language of the request: what has happened, or what is wrong.</param>
internal sealed record KeptPostAnswer(bool Done, IReadOnlyList<string> Texts);

/// <summary>
/// A form that the service worker sends in the person's absence. It goes to the same endpoint as from the page; where the page would have led on to another, or shown errors, the answer is the
/// same texts as JSON.
/// </summary>
internal static class KeptPost
{
    public static bool Is(HttpContext context) => context.Request.Headers.ContainsKey(PersonTag.HeaderName) && HttpMethods.IsPost(context.Request.Method);

    public static Task AnswerAsync(HttpContext context, int status, Flash? flash, IReadOnlyList<string> wrong)
    {
        var isDone = status < StatusCodes.Status400BadRequest && flash?.Tone != Tone.Trouble;
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new KeptPostAnswer(isDone, flash is null ? wrong : [flash.Text]), WebJson.Default.KeptPostAnswer, contentType: null, context.RequestAborted);
    }
}
