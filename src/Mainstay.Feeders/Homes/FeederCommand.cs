using System.Collections.Immutable;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Schedules;

namespace Mainstay.Feeders.Homes;

internal abstract record FeederCommand
{
    /// <summary>By mail: somebody has claimed the device.</summary>
    /// <param name="HadOwner">What it still has to report of earlier meals is another's matter.</param>
    internal sealed record Begin(string DeviceId, string AccountId, bool HadOwner) : FeederCommand;

    /// <summary>By mail: somebody else has it now.</summary>
    internal sealed record HandOver : FeederCommand;

    /// <summary>By mail: the maker has taken away what was set at the feeder; its owners hear of it.</summary>
    internal sealed record NoteReset : FeederCommand;

    /// <summary>By mail: an account is closed for good.</summary>
    internal sealed record Forget(string AccountId) : FeederCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record Release : FeederCommand;

    /// <summary>Refused: not-found, too-many.</summary>
    internal sealed record AddOwner(string AccountId) : FeederCommand;

    /// <summary>Refused: not-found, last-owner.</summary>
    internal sealed record RemoveOwner(string AccountId) : FeederCommand;

    /// <summary>Refused: not-found, until-past, already-owner, too-many.</summary>
    internal sealed record ShareWith(string AccountId, DateTimeOffset Until) : FeederCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record EndShare(string AccountId) : FeederCommand;

    /// <summary>What people see and hear; null fields stay. Refused: not-found.</summary>
    /// <param name="SetsQuiet">Whether <paramref name="Quiet"/> is meant.</param>
    internal sealed record Describe(Sealed<string>? Name, bool SetsQuiet, QuietHours? Quiet) : FeederCommand;

    /// <summary>Refused: not-found, stale-version.</summary>
    /// <param name="Seen">The version that was edited; null: whichever it is.</param>
    /// <param name="Plan">Its version does not matter.</param>
    /// <param name="Pets">Of the plan.</param>
    internal sealed record Wish(long? Seen, Plan Plan, PetNames Pets) : FeederCommand;

    /// <summary>Another zone, and everything else as it is. Refused: not-found.</summary>
    internal sealed record MoveZone(string Zone) : FeederCommand;

    /// <summary>Refused: not-found, daily-maximum.</summary>
    internal sealed record FeedNow(string CommandId, int Portions) : FeederCommand;

    /// <summary>The feeder has said what came of a command.</summary>
    internal sealed record EndFeed(string CommandId, FeedState State, string? Code, string? OccurrenceId) : FeederCommand;

    /// <summary>The feeder has said what became of a meal. The same and older ones change nothing.</summary>
    internal sealed record Report(MealLine Line) : FeederCommand;

    /// <summary>The feeder has said what it follows.</summary>
    /// <param name="Said">Null when it does not count what it says.</param>
    internal sealed record Follow(long Version, int LocalRevision, KeptPlan? Plan, PetNames? Pets, ImmutableArray<string> Refused, MessageOrder? Said = null) : FeederCommand;

    /// <summary>The feeder has said how it is.</summary>
    /// <param name="Alarms">Kinds.</param>
    internal sealed record Say(string Clock, int? HopperPercent, string? Firmware, ImmutableArray<string> Alarms) : FeederCommand;

    /// <summary>By the clock: a report has not come.</summary>
    internal sealed record Look : FeederCommand;
}
