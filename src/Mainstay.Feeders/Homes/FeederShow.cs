using Mainstay.FeederProtocol;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Commands;
using Mainstay.Feeders.Link;
using Mainstay.Feeders.Meals;
using Mainstay.Feeders.Schedules;
using Mainstay.Web;
using NodaTime.Extensions;

namespace Mainstay.Feeders.Homes;

/// <summary>A feeder as API and pages show it: what is stored, and what its connection says.</summary>
internal sealed class FeederShow(Presence presence, TownTime town, TimeProvider clock)
{
    public FeederItem Of(OwnFeeder own)
    {
        var (feeder, now) = (own.Feeder, clock.GetUtcNow());
        var contact = presence.Of(feeder.DeviceId!);
        var pets = feeder.Wished.Pets?.Reveal();
        return new FeederItem(
            own.Id,
            feeder.DeviceId!,
            NameOf(feeder),
            own.IsOwner ? "owner" : "sitter",
            new ConnectionItem(contact is { IsOnline: true } ? "online" : "offline", LastHeard(feeder, contact)),
            feeder.Condition.Clock,
            feeder.Wished.Plan.Version == 0 ? town.ZoneId : feeder.Wished.Plan.Zone,
            contact?.HopperPercent ?? feeder.Condition.HopperPercent,
            feeder.Condition.Firmware,
            PlanOf(feeder),
            Next(feeder, now, pets),
            Last(feeder) is { } last ? Of(last, pets) : null,
            FeedRules.LeftToday(feeder, now),
            feeder.Quiet is { } quiet ? new QuietHoursItem(Words.Time(quiet.From), Words.Time(quiet.To)) : null,
            [.. feeder.Alarms.Select(alarm => new AlarmItem(alarm.Kind, alarm.Since))]);
    }

    public static string NameOf(Feeder feeder) => feeder.Name?.Reveal() ?? feeder.DeviceId!;

    public static OccurrenceItem Of(MealLine line, PetNames? pets) => new(
        line.OccurrenceId, line.Due, WordOf(line.Standing), line.Asked, line.Given, line.Doubtful > 0 ? line.Doubtful : null, line.Grams, line.StartedAt, line.EndedAt, line.ReportedAt, WordOf(line.Origin),
        line.Reason, line.Origin == MealOrigin.Schedule ? pets?.Of(line.MealId) : null, line.Revision, line.IsClockKnown);

    public CommandItem Of(Feeder feeder, FeedCommand command)
    {
        var line = RecentLines.Find(feeder.Lines, command.OccurrenceId ?? Occurrence.OfCommand(command.CommandId));
        var state = command.State == FeedState.Sent && line is null && clock.GetUtcNow() > command.ExpiresAt + Silence.ReportsWithin ? FeedState.Expired : command.State;
        return new CommandItem(command.CommandId, WordOf(state), command.Portions, command.At, command.ExpiresAt, command.Code, line is null ? null : Of(line, null));
    }

    /// <summary>The meals whose time has come and of which nothing is known yet.</summary>
    public static IEnumerable<MealLine> Due(Feeder feeder, DateTimeOffset now)
    {
        if (feeder.Awaited.Next is not { } next || next > now) return [];
        var plan = feeder.PlanInForce;
        return Silence.Unsaid(feeder, now).Select(occurrence => new MealLine(
            occurrence.Id, 0, MealStanding.Due, MealOrigin.Schedule, occurrence.Due.ToDateTimeOffset(), occurrence.Meal.Portions, 0, 0, null, null, null, null, IsClockKnown: true, plan.Version, null));
    }

    /// <summary>The next meal that will be given, by the plan that the feeder follows.</summary>
    public static NextMealItem? Next(Feeder feeder, DateTimeOffset now, PetNames? pets)
    {
        if (!feeder.PlanInForce.HasMeals) return null;
        var next = Silence.Owed(feeder.PlanInForce.ToPlan(), now.ToInstant(), now.ToInstant() + NodaTime.Duration.FromDays(8)).FirstOrDefault(occurrence => RecentLines.Find(feeder.Lines, occurrence.Id) is null);
        return next is null ? null : new NextMealItem(next.Due.ToDateTimeOffset(), next.Id, pets?.Of(next.Meal.MealId), next.Meal.Portions);
    }

    /// <summary>The newest that the feeder has said something of.</summary>
    public static MealLine? Last(Feeder feeder) => feeder.Lines.LastOrDefault(line => line.Standing is not (MealStanding.Unreported or MealStanding.Due) && !RecentLines.IsFarAhead(line));

    public static string WordOf(MealStanding standing) => standing switch
    {
        MealStanding.Done => "done",
        MealStanding.Partly => "partly",
        MealStanding.Missed => "missed",
        MealStanding.Jammed => "jammed",
        MealStanding.Skipped => "skipped",
        MealStanding.Unreported => "unreported",
        _ => "due",
    };

    private static string WordOf(MealOrigin origin) => origin switch
    {
        MealOrigin.Command => "command",
        MealOrigin.Button => "button",
        _ => "schedule",
    };

    private static string WordOf(FeedState state) => state switch
    {
        FeedState.Done => "done",
        FeedState.Failed => "failed",
        FeedState.Expired => "expired",
        _ => "sent",
    };

    private static PlanItem PlanOf(Feeder feeder)
    {
        var (wished, followed) = (feeder.Wished, feeder.Followed);
        var isChanged = followed?.LocalRevision > 0;
        var differs = wished.Plan.Version > 0 && (followed is null || followed.Version != wished.Plan.Version || isChanged);
        return new PlanItem(wished.Plan.Version, followed?.Version, wished.Plan.Version > 0 ? wished.At : null, followed?.At, isChanged, differs, followed?.Refused ?? []);
    }

    private static DateTimeOffset? LastHeard(Feeder feeder, Contact? contact)
    {
        DateTimeOffset?[] heard = [contact?.LastHeardAt, feeder.Condition.At, feeder.Followed?.At, .. feeder.Lines.Select(line => line.ReportedAt)];
        return heard.Max() is { } last && last > default(DateTimeOffset) ? last : null;
    }
}
