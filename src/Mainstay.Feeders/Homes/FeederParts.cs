using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Feeders.Homes;

/// <summary>Somebody who may look and feed for a while.</summary>
internal sealed record Share(string AccountId, DateTimeOffset Until);

/// <summary>When nobody is told anything: from one time of the day to another, on the plan's clock; over midnight when the second is the earlier.</summary>
internal sealed record QuietHours(TimeOnly From, TimeOnly To);

/// <summary>What the owners want.</summary>
/// <param name="Plan">Without the pets.</param>
/// <param name="Pets">Null when none is named.</param>
/// <param name="At">Since when they want it.</param>
internal sealed record WishedPlan(KeptPlan Plan, Sealed<PetNames>? Pets, DateTimeOffset At);

/// <summary>What the feeder has said that it follows.</summary>
/// <param name="LocalRevision">More than 0: it was changed at the feeder.</param>
/// <param name="Plan">Null when it said nothing that can be read.</param>
/// <param name="WishedAt">When that version was wished for; null when that is not known.</param>
/// <param name="Refused">Fields and codes of a wish that it cannot follow, as field:code.</param>
/// <param name="Said">Null when it does not count what it says.</param>
internal sealed record FollowedPlan(long Version, int LocalRevision, KeptPlan? Plan, DateTimeOffset At, DateTimeOffset? WishedAt, ImmutableArray<string> Refused, SaidOrder? Said = null);

/// <summary>Where something that was said stands among what its feeder has said.</summary>
/// <param name="Conversation">In which it was said.</param>
/// <param name="Number">Within it.</param>
/// <param name="Earlier">The conversation in which the feeder said such a thing before.</param>
internal sealed record SaidOrder(string Conversation, long Number, string? Earlier)
{
    /// <summary>Whether a message was said no later than this one: it comes a second time, or was overtaken.</summary>
    public bool IsAfter(MessageOrder other) => other.Conversation == Earlier || (other.Conversation == Conversation && other.Number <= Number);

    /// <summary>The order of a message that comes after <paramref name="last"/>.</summary>
    public static SaidOrder After(SaidOrder? last, MessageOrder next) => new(next.Conversation, next.Number, last?.Conversation == next.Conversation ? last.Earlier : last?.Conversation);
}

/// <summary>How an occurrence stands. The numbers are stored: add, never change.</summary>
internal enum MealStanding
{
    Due = 0,
    Done = 1,
    Partly = 2,
    Missed = 3,
    Jammed = 4,
    Skipped = 5,

    /// <summary>Nobody knows: the feeder has said nothing.</summary>
    Unreported = 6,
}

/// <summary>The numbers are stored: add, never change.</summary>
internal enum MealOrigin
{
    Schedule = 0,
    Command = 1,
    Button = 2,
}

/// <summary>What is known of an occurrence.</summary>
/// <param name="OccurrenceId">&lt;mealId&gt;/&lt;date&gt;, command/&lt;id&gt; or button/&lt;id&gt;.</param>
/// <param name="Revision">The feeder's; 0 when the feeder has said nothing.</param>
/// <param name="ReportedAt">When the feeder said it; null when it has said nothing.</param>
internal sealed record MealLine(
    string OccurrenceId,
    int Revision,
    MealStanding Standing,
    MealOrigin Origin,
    DateTimeOffset Due,
    int Asked,
    int Given,
    int Doubtful,
    double? Grams,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Reason,
    bool IsClockKnown,
    long PlanVersion,
    DateTimeOffset? ReportedAt)
{
    /// <summary>Of a scheduled meal: the part before the slash.</summary>
    [JsonIgnore]
    public string MealId => OccurrenceId[..OccurrenceId.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>What counts against the daily maximum.</summary>
    [JsonIgnore]
    public int Counted => Given + Doubtful;
}

/// <summary>Which report is waited for.</summary>
/// <param name="From">What was due until then is settled.</param>
/// <param name="Next">When the next one is due that is not; null when there is none within a week.</param>
/// <param name="LookAt">When its absence is noticed; null when nothing is planned.</param>
internal sealed record Awaited(DateTimeOffset From, DateTimeOffset? Next, DateTimeOffset? LookAt)
{
    public static readonly Awaited Nothing = new(default, null, null);
}

/// <summary>How far a command is. The numbers are stored: add, never change.</summary>
internal enum FeedState
{
    Sent = 0,
    Done = 1,
    Failed = 2,
    Expired = 3,
}

/// <summary>Somebody wanted to feed now.</summary>
internal sealed record FeedCommand(string CommandId, int Portions, DateTimeOffset At, DateTimeOffset ExpiresAt, FeedState State, string? Code, string? OccurrenceId);

/// <summary>How the feeder is, as it said last.</summary>
/// <param name="Clock">synchronised, held-over or unknown.</param>
/// <param name="HopperPercent">Null where nothing measures it, or nothing was said.</param>
internal sealed record Condition(string Clock, int? HopperPercent, string? Firmware, DateTimeOffset At)
{
    public static readonly Condition Unknown = new("unknown", null, null, default);
}

/// <summary>Something that a person should look at, for as long as it lasts.</summary>
/// <param name="Kind">One of <see cref="Notices.NoticeKinds"/>.</param>
internal sealed record FeederAlarm(string Kind, DateTimeOffset Since);
