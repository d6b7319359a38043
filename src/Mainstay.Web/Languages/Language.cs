using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>A language that everything is written in.</summary>
/// <param name="Code">en, fr or it.</param>
/// <param name="OwnName">What its speakers call it.</param>
/// <param name="Culture">How dates and numbers are written.</param>
public sealed record Language(string Code, string OwnName, CultureInfo Culture)
{
    public const string CookieName = "mainstay-language";

    public static readonly Language English = new("en", "English", CultureInfo.GetCultureInfo("en-GB"));
    public static readonly Language French = new("fr", "Français", CultureInfo.GetCultureInfo("fr-FR"));
    public static readonly Language Italian = new("it", "Italiano", CultureInfo.GetCultureInfo("it-IT"));

    // Looked through for each request that is turned away: an array takes no enumerator.
    private static readonly Language[] s_all = [English, French, Italian];

    public static readonly IReadOnlyList<Language> All = s_all;

    /// <summary>The language that texts are written in right now: that of the request.</summary>
    public static Language Current => Find(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? English;

    public static Language? Find(string? code) => Find(code.AsSpan());

    public static Language? Find(ReadOnlySpan<char> code)
    {
        foreach (var language in s_all)
            if (code.Equals(language.Code, StringComparison.OrdinalIgnoreCase)) return language;
        return null;
    }

    /// <summary>The language of a request: the account's, else the one chosen in this browser, else what the browser asks for, else English.</summary>
    public static Language Of(HttpContext context) =>
        Find(SignedIn.From(context)?.Language) ?? Find(context.Request.Cookies[CookieName]) ?? Preferred(context.Request) ?? English;

    /// <summary>Makes this the language of everything written from here on in this request.</summary>
    public void Use()
    {
        CultureInfo.CurrentCulture = Culture;
        CultureInfo.CurrentUICulture = Culture;
    }

    private static Language? Preferred(HttpRequest request)
    {
        Language? best = null;
        var bestQuality = 0.0;
        foreach (var accepted in request.GetTypedHeaders().AcceptLanguage)
        {
            var quality = accepted.Quality ?? 1;
            if (quality <= bestQuality || Find(accepted.Value.Value?.Split('-')[0]) is not { } language) continue;
            (best, bestQuality) = (language, quality);
        }

        return best;
    }
}
