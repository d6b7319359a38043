using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Mainstay.Web;

/// <summary>
/// The time that pages show where no programme is concerned: that of the town the server serves, wherever the machine stands. Pages of a programme show the programme's own
/// (<see cref="ProgrammeTime"/>).
/// </summary>
public sealed class TownTime(DateTimeZone zone)
{
    /// <summary>Where the programmes that are shipped are.</summary>
    private const string Default = "Europe/Rome";

    /// <summary>The zone of the setting <c>Town:TimeZone</c> (IANA name; Europe/Rome).</summary>
    /// <exception cref="SettingException">There is no such zone.</exception>
    public static TownTime From(IConfiguration configuration) => new(configuration.TimeZone("Town:TimeZone", Default));

    /// <summary>The IANA name of the town's zone.</summary>
    public string ZoneId => zone.Id;

    /// <summary>The same instant with the offset in force in the town.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone).ToDateTimeOffset();
}

/// <summary>Gives an instant the offset in force in a programme's zone. The module that has the programmes registers it, for the pages of others about the same money.</summary>
/// <param name="Local">Programme and instant; null when there is no such programme.</param>
public sealed record ProgrammeTime(Func<string, DateTimeOffset, DateTimeOffset?> Local);
