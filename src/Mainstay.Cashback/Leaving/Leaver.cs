using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Leaving;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Asked), "cashback-leaver.asked.1")]
[JsonDerivedType(typeof(Left), "cashback-leaver.left.1")]
internal abstract record LeaverEvent
{
    /// <summary>The account is closed for good.</summary>
    internal sealed record Asked : LeaverEvent;

    /// <summary>The person takes part in nothing any more.</summary>
    /// <param name="Participants">What they took part in; see <see cref="Participants.ParticipantKey"/>.</param>
    internal sealed record Left(ImmutableArray<string> Participants) : LeaverEvent;
}

internal abstract record LeaverCommand
{
    /// <summary>By mail.</summary>
    internal sealed record Ask : LeaverCommand;

    /// <summary>By the worker, when it has taken the person out of every programme.</summary>
    internal sealed record Finish(ImmutableArray<string> Participants) : LeaverCommand;
}

/// <summary>One person whose account is closed, by account id: the job of taking them out of every programme, done by <see cref="LeavingWorker"/>.</summary>
/// <param name="Stage">How far it is.</param>
internal sealed record Leaver(LeaverStage Stage)
{
    public static readonly EntityType<Leaver, LeaverCommand, LeaverEvent> Type = new("cashback-leaver")
    {
        Empty = new Leaver(LeaverStage.None),
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => letter is AccountClosed ? new LeaverCommand.Ask() : throw new UnreachableException(letter.GetType().Name),
        Json = static options => new LeaverJson(options),
    };

    private static Decision<LeaverEvent> Decide(Leaver leaver, LeaverCommand command, Context context) => command switch
    {
        LeaverCommand.Ask => leaver.Stage == LeaverStage.None ? new LeaverEvent.Asked() : Decision<LeaverEvent>.Nothing,
        LeaverCommand.Finish finish => leaver.Stage == LeaverStage.Asked ? new LeaverEvent.Left(finish.Participants) : Decision<LeaverEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Leaver Apply(Leaver leaver, LeaverEvent stored) => stored switch
    {
        LeaverEvent.Asked => new Leaver(LeaverStage.Asked),
        LeaverEvent.Left => new Leaver(LeaverStage.Left),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

/// <summary>The numbers are stored: add, never change.</summary>
internal enum LeaverStage
{
    None = 0,
    Asked = 1,
    Left = 2,
}

[JsonSerializable(typeof(Leaver))]
[JsonSerializable(typeof(LeaverEvent))]
internal sealed partial class LeaverJson : JsonSerializerContext;
