using System.Globalization;
using Mainstay.Entities;
using Mainstay.Feeders.Homes;
using Mainstay.FeederProtocol;
using NodaTime;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Commands;

/// <summary>Feed now: once, soon, and never beyond the day's maximum. The feeder itself keeps to the maximum too; here the person hears it at once.</summary>
internal static class FeedRules
{
    /// <summary>After this a feeder does not begin it any more: nobody stands beside a feeder that gives a meal an hour late.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(2);

    private const int Remembered = 64;

    public static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand.FeedNow feed, DateTimeOffset now)
    {
        if (feeder.Commands.Any(command => command.CommandId == feed.CommandId)) return Decision<FeederEvent>.Nothing;
        if (LeftToday(feeder, now) < feed.Portions) return Refusal.Of("daily-maximum", "portions");
        var asked = new FeederEvent.FeedAsked(feed.CommandId, feed.Portions, now, now + GoodFor);
        return ((Decision<FeederEvent>)asked).Answering(asked.ExpiresAt.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>Until when a command was good, by what was answered when it was asked; also after the feeder has forgotten it.</summary>
    public static DateTimeOffset? GoodUntil(Answer<Feeder> answer, string commandId) => answer.Outcome is { } said
        ? DateTimeOffset.ParseExact(said, "O", CultureInfo.InvariantCulture)
        : answer.State.Commands.FirstOrDefault(command => command.CommandId == commandId)?.ExpiresAt;

    /// <summary>The first outcome that says how it went stays; "expired" gives way to what the feeder says later.</summary>
    public static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand.EndFeed ended)
    {
        var known = feeder.Commands.FirstOrDefault(command => command.CommandId == ended.CommandId);
        return known is { State: FeedState.Sent } ? new FeederEvent.FeedEnded(ended.CommandId, ended.State, ended.Code, ended.OccurrenceId) : Decision<FeederEvent>.Nothing;
    }

    public static Feeder Apply(Feeder feeder, FeederEvent.FeedAsked asked)
    {
        // What is still on its way counts for the day's maximum, and its outcome is waited for.
        var commands = feeder.Commands;
        while (commands.Length >= Remembered && commands.FirstOrDefault(command => !IsUnderWay(command, asked.At)) is { } old) commands = commands.Remove(old);
        return feeder with { Commands = commands.Add(new FeedCommand(asked.CommandId, asked.Portions, asked.At, asked.ExpiresAt, FeedState.Sent, null, null)) };
    }

    public static Feeder Apply(Feeder feeder, FeederEvent.FeedEnded ended) => feeder with
    {
        Commands = [.. feeder.Commands.Select(command => command.CommandId == ended.CommandId ? command with { State = ended.State, Code = ended.Code, OccurrenceId = ended.OccurrenceId } : command)],
    };

    /// <summary>Portions that may still be given on today's date of the plan's zone, less what is on its way.</summary>
    public static int LeftToday(Feeder feeder, DateTimeOffset now)
    {
        var plan = feeder.PlanInForce;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(plan.Zone) ?? DateTimeZone.Utc;
        var today = DateOf(now);
        var given = feeder.Lines.Where(line => DateOf(line.StartedAt ?? line.Due) == today).Sum(line => line.Counted);
        var underWay = feeder.Commands.Where(command => IsUnderWay(command, now) && !feeder.Lines.Any(line => line.OccurrenceId == Occurrence.OfCommand(command.CommandId))).Sum(command => command.Portions);
        return Math.Max(0, plan.DailyMaximum - given - underWay);

        LocalDate DateOf(DateTimeOffset at) => at.ToInstant().InZone(zone).Date;
    }

    private static bool IsUnderWay(FeedCommand command, DateTimeOffset now) => command.State == FeedState.Sent && now <= command.ExpiresAt;
}
