using System.Globalization;
using System.Text;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Local;

/// <summary>What every page of the feeder has around it. All of it is in the page: no script, no font, nothing from elsewhere.</summary>
internal static class Frame
{
    private static readonly string s_style = ReadStyle();

    /// <summary>Names the stylesheet's content, so that a browser keeps it until it changes.</summary>
    public static string StyleTag { get; } = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(s_style)))[..12];

    public static string Style => s_style;

    /// <param name="current">The path of the page.</param>
    /// <param name="refreshSeconds">Loads itself again after this; 0: never.</param>
    public static IResult Page(Words words, string title, string current, Html body, int refreshSeconds = 0, int status = StatusCodes.Status200OK)
    {
        var refresh = refreshSeconds > 0 ? Html.Of($"<meta http-equiv=\"refresh\" content=\"{refreshSeconds}\">") : Html.None;
        var page = Html.Of($"""
            <!doctype html>
            <html lang="{words.Language}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<title>{title}</title><link rel="stylesheet" href="/feeder.css?{StyleTag}"><link rel="icon" href="data:,"></head>
            <body>
            <a class="skip" href="#main">{words["skip"]}</a>
            <header><nav aria-label="{words["nav"]}"><ul>{Links(words, current)}</ul></nav></header>
            <main id="main">{body}</main>
            <footer><form method="post" action="/language">{LanguageButtons(words)}<input type="hidden" name="back" value="{current}"></form><p>{words["version", Product.Version]}</p></footer>
            </body></html>
            """);
        return Results.Content(page.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    public static Html Row(string title, string detail, Html end) => Html.Of($"<li class=\"row\"><div><strong>{title}</strong><span>{detail}</span></div><div class=\"end\">{end}</div></li>");

    public static Html Banner(string tone, string text) => Html.Of($"<p class=\"banner {tone}\" role=\"status\">{text}</p>");

    /// <summary>A field with its label above, its hint and its error tied to it.</summary>
    public static Html Field(string name, string label, Html control, string? error = null) => Html.Of($"""
        <div class="field{(error is null ? "" : " wrong")}"><label for="{name}">{label}</label>{(error is null ? Html.None : Html.Of($"<p class=\"error\" id=\"{name}-error\">{error}</p>"))}{control}</div>
        """);

    public static Html Input(string name, string type, string? value, string more = "") => Html.Of($"<input id=\"{name}\" name=\"{name}\" type=\"{type}\" value=\"{value}\" {new Html(more)}>");

    private static Html Links(Words words, string current) => Html.Join(new[] { ("/", "home"), ("/plan", "schedule"), ("/meals", "meals"), ("/settings", "settings") }
        .Select(link => Html.Of($"<li><a href=\"{link.Item1}\"{new Html(link.Item1 == (current == "/wifi" ? "/settings" : current) ? " aria-current=\"page\"" : "")}>{words[link.Item2]}</a></li>")));

    private static Html LanguageButtons(Words words) => Html.Join(Words.Languages
        .Select(language => Html.Of($"<button name=\"language\" value=\"{language.Code}\" lang=\"{language.Code}\" aria-pressed=\"{(language.Code == words.Language).ToString(CultureInfo.InvariantCulture).ToLowerInvariant()}\">{language.OwnName}</button>")));

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(Frame).Assembly.GetManifestResourceStream("feeder.css") ?? throw new InvalidOperationException("The stylesheet is missing."));
        return reader.ReadToEnd();
    }
}
