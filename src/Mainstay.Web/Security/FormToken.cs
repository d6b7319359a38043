using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Proof that a post comes from a page of ours: an HMAC over the session, or over a cookie that lasts as long as the browser for people who are not signed in.
/// Each page carries another mask over it, so that compressed pages do not give it away. Source: OWASP CSRF cheat sheet, HMAC-based token.
/// </summary>
internal static class FormToken
{
    public const string FieldName = "_token";
    public const string HeaderName = "X-Form-Token";
    private const string VisitorCookie = "mainstay-visitor";
    private const int MacBytes = 16;

    /// <summary>A token for a form on the page being made; may set the visitor's cookie.</summary>
    public static string For(HttpContext context, WebKeys keys)
    {
        var mac = Keyed.Mac(keys.FormToken, "form", SubjectOf(context) ?? StartVisit(context));
        Span<byte> masked = stackalloc byte[MacBytes * 2];
        RandomNumberGenerator.Fill(masked[..MacBytes]);
        for (var i = 0; i < MacBytes; i++) masked[MacBytes + i] = (byte)(mac[i] ^ masked[i]);
        return Base64Url.EncodeToString(masked);
    }

    /// <summary>Whether the token was made for this session or visitor.</summary>
    public static bool IsValid(HttpContext context, WebKeys keys, string? token)
    {
        if (token is null || SubjectOf(context) is not { } subject || !Base64Url.IsValid(token, out var length) || length != MacBytes * 2) return false;
        var masked = Base64Url.DecodeFromChars(token);
        for (var i = 0; i < MacBytes; i++) masked[MacBytes + i] ^= masked[i];
        return CryptographicOperations.FixedTimeEquals(masked.AsSpan(MacBytes), Keyed.Mac(keys.FormToken, "form", subject));
    }

    private static string? SubjectOf(HttpContext context) =>
        SignedIn.From(context) is { } who ? "session:" + who.SessionId
        : context.Request.Cookies[VisitorCookie] is { Length: > 0 } visitor ? "visitor:" + visitor
        : context.Items[VisitorCookie] as string;

    private static string StartVisit(HttpContext context)
    {
        var visitor = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(MacBytes));
        context.Response.Cookies.Append(VisitorCookie, visitor, Cookies.Strict(context));
        var subject = "visitor:" + visitor;
        context.Items[VisitorCookie] = subject;
        return subject;
    }
}
