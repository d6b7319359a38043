using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>The settings under "Cashback:IssuerCheck".</summary>
/// <param name="Url">Who is asked over HTTP; null: nobody, the check is local.</param>
/// <param name="TokenFile">A file with the bearer token that the issuer wants; null: none.</param>
/// <param name="Timeout">Of one attempt.</param>
/// <param name="PerSecond">No more attempts than these go out, whatever is registered.</param>
/// <param name="AtOnce">No more attempts than these are under way.</param>
internal sealed record CheckOptions(Uri? Url, string? TokenFile, TimeSpan Timeout, int PerSecond, int AtOnce)
{
    private const string Section = "Cashback:IssuerCheck:";

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static CheckOptions From(IConfiguration configuration) => new(
        configuration[Section + "Kind"] switch
        {
            null or "" or "local" => null,
            "http" => UrlFrom(configuration[Section + "Url"]),
            var other => throw new SettingException(Section + "Kind", $"local or http, not \"{other}\""),
        },
        configuration[Section + "TokenFile"] is { Length: > 0 } file ? file : null,
        TimeSpan.FromSeconds(configuration.WholeNumber(Section + "TimeoutSeconds", 5, 1, 300)),
        configuration.WholeNumber(Section + "PerSecond", 100, 1, 100_000),
        configuration.WholeNumber(Section + "AtOnce", 16, 1, 1_000));

    private static Uri UrlFrom(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        ? url
        : throw new SettingException(Section + "Url", "an address that begins with https://, or with http:// on this machine");
}
