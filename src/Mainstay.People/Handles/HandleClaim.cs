using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.People.Handles;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Claimed), "handle.claimed.1")]
[JsonDerivedType(typeof(Confirmed), "handle.confirmed.1")]
[JsonDerivedType(typeof(GivenBack), "handle.given-back.1")]
[JsonDerivedType(typeof(Denied), "handle.denied.1")]
internal abstract record HandleEvent
{
    internal sealed record Claimed(string AccountId, DateTimeOffset Until) : HandleEvent;

    internal sealed record Confirmed(string AccountId) : HandleEvent;

    internal sealed record GivenBack : HandleEvent;

    /// <summary>An account that came too late to confirm was told that the handle is another's.</summary>
    internal sealed record Denied(string AccountId) : HandleEvent;
}

internal abstract record HandleCommand
{
    internal sealed record Claim(string AccountId) : HandleCommand;

    /// <summary>By mail: the account exists.</summary>
    internal sealed record Confirm(string AccountId) : HandleCommand;

    /// <summary>By the clock: the claim was never confirmed.</summary>
    internal sealed record GiveBack(DateTimeOffset DueAt) : HandleCommand;
}

/// <summary>
/// One handle, under the keyed hash of its name, so that it belongs to one account: claimed first, confirmed by the account's mail, given back when no
/// account ever came to be.
/// </summary>
/// <param name="AccountId">Whose it is, or null.</param>
/// <param name="ClaimedUntil">While the claim is unconfirmed, when it lapses.</param>
internal sealed record HandleClaim(string? AccountId, DateTimeOffset? ClaimedUntil)
{
    /// <summary>Opening an account takes well under a second; the rest is for a server that is restarted in between.</summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(15);

    public static readonly HandleClaim Empty = new(null, null);

    public static readonly EntityType<HandleClaim, HandleCommand, HandleEvent> Type = new(Streams.Handle)
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = claim => claim.ClaimedUntil,
        Tick = dueAt => new HandleCommand.GiveBack(dueAt),
        Receive = Receive,
        Json = options => new HandleJson(options),
    };

    public static Decision<HandleEvent> Decide(HandleClaim claim, HandleCommand command, Context context) => command switch
    {
        HandleCommand.Claim asked => DecideClaim(claim, asked, context),
        HandleCommand.Confirm asked => DecideConfirm(claim, asked),
        HandleCommand.GiveBack due => claim.ClaimedUntil == due.DueAt ? new HandleEvent.GivenBack() : Decision<HandleEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static HandleClaim Apply(HandleClaim claim, HandleEvent stored) => stored switch
    {
        HandleEvent.Claimed claimed => new HandleClaim(claimed.AccountId, claimed.Until),
        HandleEvent.Confirmed confirmed => new HandleClaim(confirmed.AccountId, null),
        HandleEvent.GivenBack => Empty,
        HandleEvent.Denied => claim,
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    public static IReadOnlyList<PostedMail> React(HandleEvent stored, Origin origin) => stored is HandleEvent.Denied denied
        ? [new PostedMail(Streams.OfAccount(denied.AccountId), new HandleRefused())]
        : [];

    public static HandleCommand Receive(Letter letter) => letter switch
    {
        HandleConfirmed confirmed => new HandleCommand.Confirm(confirmed.AccountId),
        _ => throw new UnreachableException(letter.GetType().Name),
    };

    private static Decision<HandleEvent> DecideClaim(HandleClaim claim, HandleCommand.Claim asked, Context context)
    {
        if (claim.AccountId == asked.AccountId) return Decision<HandleEvent>.Nothing;
        if (claim.AccountId is not null) return Refusal.Of("handle-taken", "handle");
        return new HandleEvent.Claimed(asked.AccountId, context.At + ClaimFor);
    }

    /// <summary>A claim that lapsed is still good as long as nobody else has taken the handle.</summary>
    private static Decision<HandleEvent> DecideConfirm(HandleClaim claim, HandleCommand.Confirm asked)
    {
        if (claim.AccountId is not null && claim.AccountId != asked.AccountId) return new HandleEvent.Denied(asked.AccountId);
        var isConfirmed = claim.AccountId == asked.AccountId && claim.ClaimedUntil is null;
        return isConfirmed ? Decision<HandleEvent>.Nothing : new HandleEvent.Confirmed(asked.AccountId);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HandleClaim))]
[JsonSerializable(typeof(HandleEvent))]
internal sealed partial class HandleJson : JsonSerializerContext;
