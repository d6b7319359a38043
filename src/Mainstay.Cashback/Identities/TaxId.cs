using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Identities;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Claimed), "tax-id.claimed.1")]
[JsonDerivedType(typeof(Confirmed), "tax-id.confirmed.1")]
[JsonDerivedType(typeof(Lapsed), "tax-id.lapsed.1")]
[JsonDerivedType(typeof(Denied), "tax-id.denied.1")]
[JsonDerivedType(typeof(GivenBack), "tax-id.given-back.1")]
internal abstract record TaxIdEvent
{
    /// <param name="Participant">See <see cref="ParticipantKey"/>.</param>
    /// <param name="Until">Given back then unless confirmed.</param>
    internal sealed record Claimed(string Participant, DateTimeOffset Until) : TaxIdEvent;

    internal sealed record Confirmed(string Participant) : TaxIdEvent;

    internal sealed record Lapsed : TaxIdEvent;

    /// <summary>Somebody confirmed too late: it is another's by now, and they are told.</summary>
    /// <param name="Participant">Who.</param>
    /// <param name="Membership">Which of their memberships; zero in events of the first release.</param>
    internal sealed record Denied(string Participant, int Membership = 0) : TaxIdEvent;

    /// <summary>Its holder has left the programme.</summary>
    internal sealed record GivenBack : TaxIdEvent;
}

internal abstract record TaxIdCommand
{
    /// <summary>Refused: tax-id-in-use.</summary>
    internal sealed record Claim(string Participant) : TaxIdCommand;

    internal sealed record Confirm(string Participant, int Membership) : TaxIdCommand;

    internal sealed record Lapse : TaxIdCommand;

    /// <summary>Does nothing unless the participant has it.</summary>
    internal sealed record GiveBack(string Participant) : TaxIdCommand;
}

/// <summary>A participant has joined with this tax id.</summary>
/// <param name="Participant">Who.</param>
/// <param name="Membership">Which of their memberships: somebody may leave and join again before the answer comes.</param>
internal sealed record TaxIdHeld(string Participant, int Membership) : Letter;

/// <summary>A participant who had joined with this tax id has left.</summary>
internal sealed record TaxIdGivenBack(string Participant) : Letter;

/// <summary>One tax id in one programme, named by its keyed hash: one person at a time has it. Claimed first, confirmed by mail, given back when that never comes.</summary>
/// <param name="Holder">Who has it, or null.</param>
/// <param name="Until">Given back then; null when confirmed or free.</param>
internal sealed record TaxId(string? Holder, DateTimeOffset? Until)
{
    /// <summary>Far longer than the two commits between claim and confirmation take.</summary>
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(10);

    public static readonly EntityType<TaxId, TaxIdCommand, TaxIdEvent> Type = new("tax-id")
    {
        Empty = new TaxId(null, null),
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = static taxId => taxId.Until,
        Tick = static _ => new TaxIdCommand.Lapse(),
        Receive = Receive,
        Json = static options => new TaxIdJson(options),
    };

    public static string StreamOf(string programme, KeyedHash hash) => $"{programme}:{hash}";

    private static Decision<TaxIdEvent> Decide(TaxId taxId, TaxIdCommand command, Context context) => command switch
    {
        TaxIdCommand.Claim claim when taxId.Holder is null => new TaxIdEvent.Claimed(claim.Participant, context.At + ClaimLasts),
        TaxIdCommand.Claim claim => taxId.Holder == claim.Participant ? Decision<TaxIdEvent>.Nothing : Refusal.Of("tax-id-in-use", "taxId"),
        TaxIdCommand.Confirm confirm when taxId.Holder is { } holder && holder != confirm.Participant => new TaxIdEvent.Denied(confirm.Participant, confirm.Membership),
        TaxIdCommand.Confirm confirm => taxId is { Holder: not null, Until: null } ? Decision<TaxIdEvent>.Nothing : new TaxIdEvent.Confirmed(confirm.Participant),
        TaxIdCommand.GiveBack give => taxId.Holder == give.Participant ? new TaxIdEvent.GivenBack() : Decision<TaxIdEvent>.Nothing,
        TaxIdCommand.Lapse => taxId.Until is null ? Decision<TaxIdEvent>.Nothing : new TaxIdEvent.Lapsed(),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static TaxId Apply(TaxId taxId, TaxIdEvent stored) => stored switch
    {
        TaxIdEvent.Claimed claimed => new TaxId(claimed.Participant, claimed.Until),
        TaxIdEvent.Confirmed confirmed => new TaxId(confirmed.Participant, null),
        TaxIdEvent.Lapsed or TaxIdEvent.GivenBack => new TaxId(null, null),
        TaxIdEvent.Denied => taxId,
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static TaxIdCommand Receive(Letter letter) => letter switch
    {
        TaxIdHeld held => new TaxIdCommand.Confirm(held.Participant, held.Membership),
        TaxIdGivenBack back => new TaxIdCommand.GiveBack(back.Participant),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(TaxIdEvent stored, Origin origin) => stored is TaxIdEvent.Denied denied
        ? [new PostedMail(EntityKey.Of(Participant.Type, denied.Participant), new TaxIdTaken(origin.Entity.Key, denied.Membership))]
        : [];
}

[JsonSerializable(typeof(TaxId))]
[JsonSerializable(typeof(TaxIdEvent))]
internal sealed partial class TaxIdJson : JsonSerializerContext;
