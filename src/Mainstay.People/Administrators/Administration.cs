using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.People.Administrators;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SetupOffered), "administration.setup-offered.1")]
[JsonDerivedType(typeof(Granted), "administration.granted.1")]
[JsonDerivedType(typeof(Withdrawn), "administration.withdrawn.1")]
internal abstract record AdministrationEvent
{
    internal sealed record SetupOffered(byte[] TokenHash) : AdministrationEvent;

    internal sealed record Granted(string AccountId, string By) : AdministrationEvent;

    internal sealed record Withdrawn(string AccountId, string By) : AdministrationEvent;
}

internal abstract record AdministrationCommand
{
    /// <summary>A new one-time token replaces the last: only its hash is kept, so each start of a store without administrator prints a new one.</summary>
    internal sealed record OfferSetup(byte[] TokenHash) : AdministrationCommand;

    internal sealed record SetUp(byte[] TokenHash, string AccountId) : AdministrationCommand;

    internal sealed record Grant(string AccountId) : AdministrationCommand;

    internal sealed record Withdraw(string AccountId) : AdministrationCommand;
}

/// <summary>
/// Who administrates this server. One entity decides for all of them, because two rules are about all of them: the first one comes by the one-time setup
/// token, and the last one cannot go. Accounts follow by mail.
/// </summary>
/// <param name="SetupTokenHash">SHA-256 of the setup token; null when none was offered or it was used.</param>
/// <param name="AccountIds">The administrators, in the order of their grants.</param>
internal sealed record Administration(byte[]? SetupTokenHash, ImmutableArray<string> AccountIds)
{
    public static readonly Administration Empty = new(null, []);

    public static readonly EntityType<Administration, AdministrationCommand, AdministrationEvent> Type = new(Streams.Administration)
    {
        Empty = Empty,
        Decide = Decide,
        Apply = Apply,
        React = React,
        Json = options => new AdministrationJson(options),
    };

    [JsonIgnore]
    public bool IsSetUp => !AccountIds.IsEmpty;

    public bool IsOpenedBy(ReadOnlySpan<byte> tokenHash) => SetupTokenHash is { } hash && CryptographicOperations.FixedTimeEquals(hash, tokenHash);

    public static Decision<AdministrationEvent> Decide(Administration state, AdministrationCommand command, Context context) => command switch
    {
        AdministrationCommand.OfferSetup offer => state.IsSetUp ? Refusal.Of("already-set-up") : new AdministrationEvent.SetupOffered(offer.TokenHash),
        AdministrationCommand.SetUp setUp => DecideSetUp(state, setUp),
        AdministrationCommand.Grant grant => state.AccountIds.Contains(grant.AccountId, StringComparer.Ordinal)
            ? Decision<AdministrationEvent>.Nothing
            : new AdministrationEvent.Granted(grant.AccountId, context.Actor),
        AdministrationCommand.Withdraw withdraw => DecideWithdraw(state, withdraw, context),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Administration Apply(Administration state, AdministrationEvent stored) => stored switch
    {
        AdministrationEvent.SetupOffered offered => state with { SetupTokenHash = offered.TokenHash },
        AdministrationEvent.Granted granted => new Administration(null, state.AccountIds.Add(granted.AccountId)),
        AdministrationEvent.Withdrawn withdrawn => state with { AccountIds = state.AccountIds.Remove(withdrawn.AccountId, StringComparer.Ordinal) },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    public static IReadOnlyList<PostedMail> React(AdministrationEvent stored, Origin origin) => stored switch
    {
        AdministrationEvent.Granted granted => [Tell(granted.AccountId, new AdministratorDecided(Administrates: true, granted.By))],
        AdministrationEvent.Withdrawn withdrawn => [Tell(withdrawn.AccountId, new AdministratorDecided(Administrates: false, withdrawn.By))],
        AdministrationEvent.SetupOffered => [],
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static Decision<AdministrationEvent> DecideSetUp(Administration state, AdministrationCommand.SetUp setUp)
    {
        if (state.IsSetUp) return Refusal.Of("already-set-up");
        if (!state.IsOpenedBy(setUp.TokenHash)) return Refusal.Of("setup-token-invalid", "token");
        return new AdministrationEvent.Granted(setUp.AccountId, By: "setup");
    }

    private static Decision<AdministrationEvent> DecideWithdraw(Administration state, AdministrationCommand.Withdraw withdraw, Context context)
    {
        if (!state.AccountIds.Contains(withdraw.AccountId, StringComparer.Ordinal)) return Decision<AdministrationEvent>.Nothing;
        if (state.AccountIds.Length == 1) return Refusal.Of("last-administrator", "roles");
        return new AdministrationEvent.Withdrawn(withdraw.AccountId, context.Actor);
    }

    private static PostedMail Tell(string accountId, AdministratorDecided letter) => new(Streams.OfAccount(accountId), letter);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Administration))]
[JsonSerializable(typeof(AdministrationEvent))]
internal sealed partial class AdministrationJson : JsonSerializerContext;
