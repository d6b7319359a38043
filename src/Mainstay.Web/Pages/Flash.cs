using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>What a banner or a state is about; always shown with a sign and words besides the colour.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad.</summary>
    Neutral,

    /// <summary>Received, done, well.</summary>
    Good,

    /// <summary>Waiting for somebody or something.</summary>
    Waiting,

    /// <summary>Trouble.</summary>
    Trouble,
}

/// <summary>
/// What the next page says once after a post: what has happened. It travels in a signed cookie, so that the server remembers nothing.
/// </summary>
/// <param name="Tone">Good for done, trouble for not.</param>
/// <param name="Text">In the language of the request; no personal data that the next page would not show anyway.</param>
public sealed record Flash(Tone Tone, string Text)
{
    private const string CookieName = "mainstay-flash";
    private const int MaxTextLength = 1000;

    public static Flash Done(string text) => new(Tone.Good, text);

    public static Flash NotDone(string text) => new(Tone.Trouble, text);

    internal static void Leave(HttpContext context, Flash flash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(flash.Text.Length, MaxTextLength, nameof(flash));
        var text = string.Create(CultureInfo.InvariantCulture, $"{(int)flash.Tone}{flash.Text}");
        context.Response.Cookies.Append(
            CookieName, Keyed.Sign(KeyOf(context), SessionOf(context), text), Cookies.Strict(context, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Takes the message of the request, if there is one that this server left for this session.</summary>
    internal static Flash? Take(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 } cookie) return null;
        if (!context.Response.HasStarted) context.Response.Cookies.Delete(CookieName, Cookies.Strict(context));
        return Keyed.Verify(KeyOf(context), SessionOf(context), cookie) is { Length: > 1 } text ? new Flash((Tone)(text[0] - '0'), text[1..]) : null;
    }

    private static byte[] KeyOf(HttpContext context) => context.RequestServices.GetRequiredService<WebKeys>().Flash;

    // A message left while signing in or out is read by another session than it was written in; it says nothing that is private.
    private static string SessionOf(HttpContext context) => context.Request.Host.Value ?? "";
}
