using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>One of the few answers to who is turned away, made when the server starts; only the time to come back at is added.</summary>
internal sealed class RefusalAnswer
{
    private const string Style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.5rem;line-height:1.2}";

    /// <summary>To a program that wanted to see something.</summary>
    public static readonly RefusalAnswer OfRead = Problem("Nothing was changed, and what you gave before is safe. Ask again after the seconds in Retry-After.");

    /// <summary>To a program that gave something.</summary>
    public static readonly RefusalAnswer OfWrite = Problem("Nothing of this request was taken; what you gave before is safe. Ask again after the seconds in Retry-After, with the same Idempotency-Key if it had one.");

    private static readonly string s_policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly Dictionary<Language, RefusalAnswer> s_pages = Language.All.ToDictionary(language => language, language => new RefusalAnswer("text/html; charset=utf-8", s_policy, Page(language)));
    private readonly string _type;
    private readonly string? _contentPolicy;
    private readonly byte[] _body;
    private readonly byte[] _head;

    private RefusalAnswer(string type, string? contentPolicy, byte[] body)
    {
        (_type, _contentPolicy, _body) = (type, contentPolicy, body);
        _head = Encoding.ASCII.GetBytes(Head());
    }

    /// <summary>To a person: a page without the layout, its stylesheet and its script, which would be three more requests.</summary>
    public static RefusalAnswer ToPerson(Language language) => s_pages[language];

    /// <summary>As the answer of a request that HTTP has read.</summary>
    public Task WriteAsync(HttpContext context, string retryAfter)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = _type;
        response.ContentLength = _body.Length;
        var headers = response.Headers;
        headers.RetryAfter = retryAfter;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (_contentPolicy is not null) headers.ContentSecurityPolicy = _contentPolicy;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(_body, CancellationToken.None).AsTask();
    }

    /// <summary>As it goes over the wire, the same as above. Source: RFC 9112, 2.1 and 4; a Date may be left out of an answer of this class (RFC 9110, 6.6.1).</summary>
    public void Write(IBufferWriter<byte> output, string retryAfter)
    {
        output.Write(_head);
        var span = output.GetSpan(retryAfter.Length + 4);
        var length = Encoding.ASCII.GetBytes(retryAfter, span);
        "\r\n\r\n"u8.CopyTo(span[length..]);
        output.Advance(length + 4);
        output.Write(_body);
    }

    private string Head()
    {
        var policy = _contentPolicy is null ? string.Empty : $"Content-Security-Policy: {_contentPolicy}\r\n";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 503 Service Unavailable\r\nContent-Length: {_body.Length}\r\nContent-Type: {_type}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n{policy}Retry-After: ");
    }

    private static RefusalAnswer Problem(string detail) => new("application/problem+json", contentPolicy: null, JsonSerializer.SerializeToUtf8Bytes(
        new ProblemBody(Problems.TypePrefix + ProblemCodes.Busy, ProblemCodes.TitleOf(ProblemCodes.Busy), StatusCodes.Status503ServiceUnavailable, detail), WebJson.Default.ProblemBody));

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
