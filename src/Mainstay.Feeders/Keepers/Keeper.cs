using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Keepers;

/// <summary>An account has a feeder, or may use it. Written to "feeder-keeper/{accountId}".</summary>
internal sealed record FeederGained(string FeederId) : Letter;

/// <summary>It has it no more.</summary>
internal sealed record FeederLost(string FeederId) : Letter;

/// <summary>An account is closed for good. Written to each feeder that it had or could use.</summary>
internal sealed record KeeperGone(string AccountId) : Letter;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Gained), "feeder-keeper.gained.1")]
[JsonDerivedType(typeof(Lost), "feeder-keeper.lost.1")]
[JsonDerivedType(typeof(Left), "feeder-keeper.left.1")]
internal abstract record KeeperEvent
{
    internal sealed record Gained(string FeederId) : KeeperEvent;

    internal sealed record Lost(string FeederId) : KeeperEvent;

    /// <param name="Feeders">What is to be told.</param>
    internal sealed record Left(string AccountId, ImmutableArray<string> Feeders) : KeeperEvent;
}

internal abstract record KeeperCommand
{
    internal sealed record Gain(string FeederId) : KeeperCommand;

    internal sealed record Lose(string FeederId) : KeeperCommand;

    internal sealed record Leave(string AccountId) : KeeperCommand;
}

/// <summary>Which feeders a person has or may use, by account id. Told by the feeders, which decide it.</summary>
internal sealed record Keeper(ImmutableArray<string> Feeders)
{
    public static readonly EntityType<Keeper, KeeperCommand, KeeperEvent> Type = new("feeder-keeper")
    {
        Empty = new Keeper([]),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Receive = Receive,
        Json = static options => new KeeperJson(options),
    };

    private static Decision<KeeperEvent> Decide(Keeper keeper, KeeperCommand command, Context context) => command switch
    {
        KeeperCommand.Gain gain => keeper.Feeders.Contains(gain.FeederId, StringComparer.Ordinal) ? Decision<KeeperEvent>.Nothing : new KeeperEvent.Gained(gain.FeederId),
        KeeperCommand.Lose lose => keeper.Feeders.Contains(lose.FeederId, StringComparer.Ordinal) ? new KeeperEvent.Lost(lose.FeederId) : Decision<KeeperEvent>.Nothing,
        KeeperCommand.Leave leave => keeper.Feeders.IsEmpty ? Decision<KeeperEvent>.Nothing : new KeeperEvent.Left(leave.AccountId, keeper.Feeders),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Keeper Apply(Keeper keeper, KeeperEvent stored) => stored switch
    {
        KeeperEvent.Gained gained => new Keeper(keeper.Feeders.Add(gained.FeederId)),
        KeeperEvent.Lost lost => new Keeper(keeper.Feeders.Remove(lost.FeederId, StringComparer.Ordinal)),
        KeeperEvent.Left => new Keeper([]),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(KeeperEvent stored, Origin origin) =>
        stored is KeeperEvent.Left left ? [.. left.Feeders.Select(feeder => new PostedMail(EntityKey.Of(Feeder.Type, feeder), new KeeperGone(left.AccountId)))] : [];

    private static KeeperCommand Receive(Letter letter) => letter switch
    {
        FeederGained gained => new KeeperCommand.Gain(gained.FeederId),
        FeederLost lost => new KeeperCommand.Lose(lost.FeederId),
        AccountClosed closed => new KeeperCommand.Leave(closed.AccountId),
        _ => throw new UnreachableException(letter.GetType().Name),
    };
}

[JsonSerializable(typeof(Keeper))]
[JsonSerializable(typeof(KeeperEvent))]
internal sealed partial class KeeperJson : JsonSerializerContext;
