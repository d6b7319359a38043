using System.Globalization;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Mainstay.Web;

/// <summary>Reads one setting into a type that cannot be wrong, or says which setting wants what. An empty value is none.</summary>
public static class SettingReader
{
    /// <summary>A whole number, or <paramref name="otherwise"/> when it is not set.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="name">The full name, such as People:SessionDays.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="least">The smallest that works.</param>
    /// <param name="most">The largest that works.</param>
    /// <exception cref="SettingException">It is no number, or outside of what works.</exception>
    public static long WholeNumber(this IConfiguration configuration, string name, long otherwise, long least, long most)
    {
        if (configuration[name] is not { Length: > 0 } text) return otherwise;
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return isNumber && number >= least && number <= most
            ? number
            : throw new SettingException(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}, not \"{text}\""));
    }

    /// <inheritdoc cref="WholeNumber(IConfiguration, string, long, long, long)"/>
    public static int WholeNumber(this IConfiguration configuration, string name, int otherwise, int least, int most) =>
        (int)configuration.WholeNumber(name, (long)otherwise, least, most);

    /// <summary>true or false.</summary>
    /// <exception cref="SettingException">It is neither.</exception>
    public static bool YesOrNo(this IConfiguration configuration, string name, bool otherwise)
    {
        if (configuration[name] is not { Length: > 0 } text) return otherwise;
        return bool.TryParse(text, out var yes) ? yes : throw new SettingException(name, $"true or false, not \"{text}\"");
    }

    /// <summary>A time zone by its IANA name.</summary>
    /// <exception cref="SettingException">There is none of that name.</exception>
    public static DateTimeZone TimeZone(this IConfiguration configuration, string name, string otherwise)
    {
        var id = configuration[name] is { Length: > 0 } text ? text : otherwise;
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? throw new SettingException(name, $"the IANA name of a time zone, such as Europe/Rome, not \"{id}\"");
    }
}
