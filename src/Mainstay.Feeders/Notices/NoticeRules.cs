using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Notices;

/// <summary>What owners are told, and when.</summary>
internal static class NoticeRules
{
    /// <summary>A notice; told at once, or when the quiet hours end.</summary>
    public static FeederEvent.Noticed Of(Feeder feeder, string kind, DateTimeOffset about, string? occurrenceId, DateTimeOffset now) =>
        new(kind, about, occurrenceId, TellAt(feeder, now));

    /// <summary>Raises or clears an alarm that is not as it is said to be.</summary>
    public static bool Set(Feeder feeder, string kind, bool isOn, DateTimeOffset since, List<FeederEvent> events)
    {
        var wasOn = feeder.Alarms.Any(alarm => alarm.Kind == kind);
        if (isOn && !wasOn) events.Add(new FeederEvent.AlarmRaised(kind, since));
        if (!isOn && wasOn) events.Add(new FeederEvent.AlarmCleared(kind));
        return isOn && !wasOn;
    }

    /// <summary>Whatever a feeder says ends its silence.</summary>
    public static void Heard(Feeder feeder, Context context, List<FeederEvent> events)
    {
        if (feeder.Alarms.FirstOrDefault(alarm => alarm.Kind == NoticeKinds.Unreported) is not { } silence) return;
        events.Add(new FeederEvent.AlarmCleared(NoticeKinds.Unreported));
        events.Add(Of(feeder, NoticeKinds.HeardAgain, silence.Since, null, context.At));
    }

    private static DateTimeOffset TellAt(Feeder feeder, DateTimeOffset now)
    {
        if (feeder.Quiet is not { } quiet || quiet.From == quiet.To) return now;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(feeder.Wished.Plan.Zone) ?? DateTimeZone.Utc;
        var local = now.ToInstant().InZone(zone).LocalDateTime;
        var time = local.TimeOfDay.ToTimeOnly();
        if (!time.IsBetween(quiet.From, quiet.To)) return now;
        var date = time < quiet.To ? local.Date : local.Date.PlusDays(1);
        return zone.AtLeniently(date + LocalTime.FromTimeOnly(quiet.To)).ToDateTimeOffset().ToUniversalTime();
    }
}
