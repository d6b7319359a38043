using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using NodaTime;

namespace Mainstay.Feeders.Link;

/// <summary>Reads what a feeder says of a meal, at the border.</summary>
internal static class MealReader
{
    private const int LongestId = 200;
    private const int LongestReason = 64;

    // What a clock that is far off says is kept as it is within these years, in which calendars can reckon.
    private static readonly Instant s_first = Instant.FromUtc(1970, 1, 1, 0, 0);
    private static readonly Instant s_last = Instant.FromUtc(2200, 1, 1, 0, 0);

    /// <returns>Null when it cannot be a meal.</returns>
    public static MealLine? Read(EventMessage message, DateTimeOffset now)
    {
        if (message.OccurrenceId is not { Length: > 2 and <= LongestId } id || id.Any(char.IsControl) || id.IndexOf('/', StringComparison.Ordinal) is var slash && (slash <= 0 || slash == id.Length - 1)) return null;
        if (message.Revision < 0 || message.PortionsAsked is < 0 or > 1000 || message.PortionsGiven is < 0 or > 1000 || message.PortionsDoubtful is < 0 or > 1000) return null;
        // Both are so when they were left out.
        if (message.State is MealState.Due or MealState.Started || message.Due == s_first) return null;
        if (message.Due < s_first || message.Due > s_last || message.Reason?.Length > LongestReason || !(message.Grams is null or (>= 0 and <= 100_000))) return null;
        return new MealLine(
            id, Math.Max(1, message.Revision), StandingOf(message.State), OriginOf(message.Source), message.Due.ToDateTimeOffset(), message.PortionsAsked, message.PortionsGiven, message.PortionsDoubtful ?? 0,
            message.Grams, Bounded(message.StartedAt), Bounded(message.EndedAt), message.Reason, message.ClockKnown, message.PlanVersion, now);
    }

    private static DateTimeOffset? Bounded(Instant? at) => at is { } instant && instant >= s_first && instant <= s_last ? instant.ToDateTimeOffset() : null;

    private static MealStanding StandingOf(MealState state) => state switch
    {
        MealState.Done => MealStanding.Done,
        MealState.Partly => MealStanding.Partly,
        MealState.Missed => MealStanding.Missed,
        MealState.Jammed => MealStanding.Jammed,
        MealState.Skipped => MealStanding.Skipped,
        _ => MealStanding.Due,
    };

    private static MealOrigin OriginOf(MealSource source) => source switch
    {
        MealSource.Command => MealOrigin.Command,
        MealSource.Button => MealOrigin.Button,
        _ => MealOrigin.Schedule,
    };
}
