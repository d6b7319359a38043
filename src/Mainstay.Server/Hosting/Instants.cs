using System.Globalization;

namespace Mainstay.Server.Hosting;

/// <summary>Instants as the API writes them: RFC 3339 with an offset.</summary>
internal static class Instants
{
    /// <summary>What an instant has to look like, for a message.</summary>
    public const string Wanted = "an instant with its offset between 2000 and 2100, such as 2020-12-08T08:00:00+01:00";

    // No business is done beyond, and sums of an instant and a time never overflow.
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    private static readonly string[] s_forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <returns>False without an offset, when it is not an instant, or when it is outside of 2000 to 2100.</returns>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant)
            && instant.UtcDateTime.Year is >= FirstYear and <= LastYear;
    }

    /// <summary>The instant in UTC, to the millisecond.</summary>
    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
