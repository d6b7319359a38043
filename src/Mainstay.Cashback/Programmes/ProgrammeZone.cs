using NodaTime;
using NodaTime.TimeZones;

namespace Mainstay.Cashback.Programmes;

/// <summary>
/// The time zone whose days a programme counts in. Every local date comes from an instant through here, so that the offset somebody wrote into a file never
/// moves a purchase to another day.
/// </summary>
internal sealed class ProgrammeZone(DateTimeZone zone)
{
    private static readonly ZoneLocalMappingResolver s_resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>IANA name, such as Europe/Rome.</summary>
    public string Id => zone.Id;

    public DateOnly DateOf(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone).Date.ToDateOnly();

    /// <summary>The instant at which a day begins, with the offset in force there; where the clocks skip midnight, or the zone the whole day, the first instant that exists.</summary>
    public DateTimeOffset BeginningOf(DateOnly day) => zone.ResolveLocal(LocalDate.FromDateOnly(day).AtMidnight(), s_resolver).ToDateTimeOffset();

    /// <summary>The same instant with the offset in force in the zone, for people to read.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone).ToDateTimeOffset();
}
