using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Instruments;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Claimed), "instrument.claimed.1")]
[JsonDerivedType(typeof(Held), "instrument.held.1")]
[JsonDerivedType(typeof(Released), "instrument.released.1")]
[JsonDerivedType(typeof(Lapsed), "instrument.lapsed.1")]
[JsonDerivedType(typeof(Denied), "instrument.denied.1")]
internal abstract record InstrumentEvent
{
    /// <summary>Only in journals from before a card was added in one step.</summary>
    /// <param name="Participant">See <see cref="ParticipantKey"/>.</param>
    /// <param name="InstrumentId">What the participant will know it by.</param>
    /// <param name="Until">Given back then unless confirmed.</param>
    internal sealed record Claimed(string Participant, string InstrumentId, DateTimeOffset Until) : InstrumentEvent;

    internal sealed record Held(string Participant, string InstrumentId, DateOnly ActivatedOn) : InstrumentEvent;

    internal sealed record Released(string InstrumentId, DateOnly DeactivatedOn) : InstrumentEvent;

    internal sealed record Lapsed(string InstrumentId) : InstrumentEvent;

    /// <summary>Two people added it at the same moment: it is the other's, and this one is told.</summary>
    internal sealed record Denied(string Participant, string InstrumentId) : InstrumentEvent;
}

internal abstract record InstrumentCommand
{
    internal sealed record Hold(string Participant, string InstrumentId, DateOnly ActivatedOn) : InstrumentCommand;

    internal sealed record Release(string InstrumentId, DateOnly DeactivatedOn) : InstrumentCommand;

    internal sealed record Lapse : InstrumentCommand;
}

/// <summary>A participant has added the instrument.</summary>
internal sealed record InstrumentHeld(string Participant, string InstrumentId, DateOnly ActivatedOn) : Letter;

/// <summary>A participant has removed the instrument.</summary>
internal sealed record InstrumentReleased(string InstrumentId, DateOnly DeactivatedOn) : Letter;

/// <summary>From when until when an instrument is whose.</summary>
/// <param name="Participant">See <see cref="ParticipantKey"/>.</param>
/// <param name="InstrumentId">What the participant knows it by.</param>
/// <param name="ActivatedOn">Local date; null while only claimed.</param>
/// <param name="DeactivatedOn">Local date; null while it is theirs.</param>
/// <param name="Until">Of a claim from before a card was added in one step: given back then. Null otherwise.</param>
internal sealed record Ownership(string Participant, string InstrumentId, DateOnly? ActivatedOn = null, DateOnly? DeactivatedOn = null, DateTimeOffset? Until = null);

/// <summary>One card or other instrument in one programme, named by its keyed hash. One person at a time has it; whose it was on a day stays known.</summary>
/// <param name="Owners">In order of time; the last one is the present one unless deactivated.</param>
internal sealed record Instrument(ImmutableArray<Ownership> Owners)
{
    public static readonly EntityType<Instrument, InstrumentCommand, InstrumentEvent> Type = new("instrument")
    {
        Empty = new Instrument(Owners: []),
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = static instrument => instrument.Present?.Until,
        Tick = static _ => new InstrumentCommand.Lapse(),
        Receive = Receive,
        Json = static options => new InstrumentJson(options),
    };

    /// <summary>Who has it now, or null.</summary>
    [JsonIgnore]
    public Ownership? Present => Owners is [.., { DeactivatedOn: null } last] ? last : null;

    /// <param name="programme">The programme.</param>
    /// <param name="key">Version and keyed hash; see <see cref="KeyedHash"/>.</param>
    public static string StreamOf(string programme, string key) => string.Concat(programme, ":", key);

    /// <summary>
    /// Whose purchase it was on a day: the owner on that day; on a day that nobody's ownership covers, the last one before it, else the first one after it,
    /// who will be told why it does not count. Null when nobody ever had it.
    /// </summary>
    public Ownership? OwnerOn(DateOnly day)
    {
        Ownership? before = null, after = null;
        foreach (var owner in Owners)
        {
            if (owner.ActivatedOn is not { } activated) continue;
            if (activated < day && !(owner.DeactivatedOn < day)) return owner;
            if (activated < day) before = owner;
            else after ??= owner;
        }

        return before ?? after;
    }

    private static Decision<InstrumentEvent> Decide(Instrument instrument, InstrumentCommand command, Context _) => command switch
    {
        InstrumentCommand.Hold hold when instrument.Present is { } present && present.InstrumentId != hold.InstrumentId => new InstrumentEvent.Denied(hold.Participant, hold.InstrumentId),
        InstrumentCommand.Hold hold => new InstrumentEvent.Held(hold.Participant, hold.InstrumentId, hold.ActivatedOn),
        InstrumentCommand.Release release => instrument.Present?.InstrumentId == release.InstrumentId
            ? new InstrumentEvent.Released(release.InstrumentId, release.DeactivatedOn)
            : Decision<InstrumentEvent>.Nothing,
        InstrumentCommand.Lapse => instrument.Present is { Until: not null } claimed ? new InstrumentEvent.Lapsed(claimed.InstrumentId) : Decision<InstrumentEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Instrument Apply(Instrument instrument, InstrumentEvent stored) => stored switch
    {
        InstrumentEvent.Claimed claimed => new Instrument(instrument.Owners.Add(new Ownership(claimed.Participant, claimed.InstrumentId, Until: claimed.Until))),
        InstrumentEvent.Held held => instrument.Without(held.InstrumentId).With(new Ownership(held.Participant, held.InstrumentId, held.ActivatedOn)),
        InstrumentEvent.Released released => new Instrument(instrument.Owners.SetItem(instrument.Owners.Length - 1, instrument.Owners[^1] with { DeactivatedOn = released.DeactivatedOn })),
        InstrumentEvent.Lapsed lapsed => instrument.Without(lapsed.InstrumentId),
        InstrumentEvent.Denied => instrument,
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(InstrumentEvent stored, Origin origin) => stored is InstrumentEvent.Denied denied
        ? [new PostedMail(EntityKey.Of(Participant.Type, denied.Participant), new InstrumentTaken(denied.InstrumentId))]
        : [];

    private static InstrumentCommand Receive(Letter letter) => letter switch
    {
        InstrumentHeld held => new InstrumentCommand.Hold(held.Participant, held.InstrumentId, held.ActivatedOn),
        InstrumentReleased released => new InstrumentCommand.Release(released.InstrumentId, released.DeactivatedOn),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private Instrument With(Ownership owner) => new(Owners.Add(owner));

    // Only a claim, which is always the last one.
    private Instrument Without(string claimId) => Owners is [.., { Until: not null } last] && last.InstrumentId == claimId ? new Instrument(Owners.RemoveAt(Owners.Length - 1)) : this;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Instrument))]
[JsonSerializable(typeof(InstrumentEvent))]
internal sealed partial class InstrumentJson : JsonSerializerContext;
