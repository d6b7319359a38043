using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// The answer to who is turned away: a few hundred bytes that were made when the server started, with a time to come back at. It is given before anybody is asked who they are and before the body
/// is read, so it says of everything that was sent that it was not taken.
/// </summary>
internal sealed class Refusals(RetryTimes times)
{
    private const string Style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.5rem;line-height:1.2}";

    private static readonly byte[] s_ofRead = Problem("Nothing was changed, and what you gave before is safe. Ask again after the seconds in Retry-After.");
    private static readonly byte[] s_ofWrite = Problem("Nothing of this request was taken; what you gave before is safe. Ask again after the seconds in Retry-After, with the same Idempotency-Key if it had one.");
    private static readonly string s_policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly Dictionary<Language, byte[]> s_pages = Language.All.ToDictionary(language => language, Page);

    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var headers = response.Headers;
        headers.RetryAfter = times.Next();
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        return Audience.IsPerson(context) ? WritePage(context) : Write(context, "application/problem+json", IsRead(context) ? s_ofRead : s_ofWrite);
    }

    private static Task WritePage(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = s_policy;
        return Write(context, "text/html; charset=utf-8", s_pages[LanguageOf(context.Request)]);
    }

    private static Task Write(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    /// <summary>The language chosen in this browser, else the first that it names. Whose account it is nobody knows yet.</summary>
    private static Language LanguageOf(HttpRequest request)
    {
        if (request.Headers.Cookie.Count > 0 && Language.Find(request.Cookies[Language.CookieName]) is { } chosen) return chosen;
        return request.Headers.AcceptLanguage is [{ Length: >= 2 } named, ..] ? Language.Find(named[..2]) ?? Language.English : Language.English;
    }

    private static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static byte[] Problem(string detail) => JsonSerializer.SerializeToUtf8Bytes(
        new ProblemBody(Problems.TypePrefix + ProblemCodes.Busy, ProblemCodes.TitleOf(ProblemCodes.Busy), StatusCodes.Status503ServiceUnavailable, detail), WebJson.Default.ProblemBody);

    /// <summary>Without the layout, its stylesheet and its script, which would be three more requests.</summary>
    private static byte[] Page(Language language)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = language.Culture;
            var (title, text) = (WebUtility.HtmlEncode(Words.T["error.busy.title"]), WebUtility.HtmlEncode(Words.T["error.busy.text"]));
            return Encoding.UTF8.GetBytes(
                $"""<!doctype html><html lang="{language.Code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{Style}</style></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>""");
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
