using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Names;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Accepted), "member.accepted.1")]
[JsonDerivedType(typeof(Declined), "member.declined.1")]
[JsonDerivedType(typeof(Left), "member.left.1")]
[JsonDerivedType(typeof(Lost), "member.lost.1")]
[JsonDerivedType(typeof(Silenced), "member.silenced.1")]
internal abstract record MemberEvent
{
    internal sealed record Accepted(string Plate, int Number) : MemberEvent;

    internal sealed record Declined(string Plate, int Number) : MemberEvent;

    internal sealed record Left(string Plate, int Number) : MemberEvent;

    internal sealed record Lost(string Plate, int Number) : MemberEvent;

    internal sealed record Silenced(bool IsSilent) : MemberEvent;
}

internal abstract record MemberCommand
{
    internal sealed record Answer(string Plate, int Number) : MemberCommand;

    internal sealed record Lose(string Plate, int Number) : MemberCommand;

    internal sealed record Leave : MemberCommand;

    internal sealed record Silence(bool IsSilent) : MemberCommand;
}

/// <summary>One who has at most one plate. A silent one never answers, so that what it was offered is given back.</summary>
internal sealed record Member(string? Plate, int Number, bool IsSilent, RowForm Form = default)
{
    public static readonly EntityType<Member, MemberCommand, MemberEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    public static EntityType<Member, MemberCommand, MemberEvent> For(ProgramVersion program) => new("member")
    {
        Empty = new Member(null, 0, IsSilent: false),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Receive = static letter => letter switch
        {
            PlateOffered offered => new MemberCommand.Answer(offered.Plate, offered.Number),
            PlateLost lost => new MemberCommand.Lose(lost.Plate, lost.Number),
            _ => throw new UnreachableException(letter.GetType().Name),
        },
        Json = _ => NamesJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
    };

    private static Decision<MemberEvent> Decide(Member member, MemberCommand command, Context context) => command switch
    {
        MemberCommand.Answer when member.IsSilent => Decision<MemberEvent>.Nothing,
        MemberCommand.Answer answer => member.Plate is null || member.Plate == answer.Plate ? new MemberEvent.Accepted(answer.Plate, answer.Number) : new MemberEvent.Declined(answer.Plate, answer.Number),
        MemberCommand.Lose lose => (member.Plate, member.Number) == (lose.Plate, lose.Number) ? new MemberEvent.Lost(lose.Plate, lose.Number) : Decision<MemberEvent>.Nothing,
        MemberCommand.Leave => member.Plate is null ? Refusal.Of("member.no-plate") : new MemberEvent.Left(member.Plate, member.Number),
        MemberCommand.Silence silence => silence.IsSilent == member.IsSilent ? Decision<MemberEvent>.Nothing : new MemberEvent.Silenced(silence.IsSilent),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Member Apply(Member member, MemberEvent stored) => stored switch
    {
        MemberEvent.Accepted accepted => member with { Plate = accepted.Plate, Number = accepted.Number },
        MemberEvent.Declined => member,
        MemberEvent.Left or MemberEvent.Lost => member with { Plate = null, Number = 0 },
        MemberEvent.Silenced silenced => member with { IsSilent = silenced.IsSilent },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(MemberEvent stored, Origin origin) => stored switch
    {
        MemberEvent.Accepted accepted => [new PostedMail(EntityKey.Of(Names.Plate.Type, accepted.Plate), new PlateTaken(origin.Entity.Key, accepted.Number))],
        MemberEvent.Declined declined => [new PostedMail(EntityKey.Of(Names.Plate.Type, declined.Plate), new PlateDropped(origin.Entity.Key, declined.Number))],
        MemberEvent.Left left => [new PostedMail(EntityKey.Of(Names.Plate.Type, left.Plate), new PlateDropped(origin.Entity.Key, left.Number))],
        _ => [],
    };
}

[JsonSerializable(typeof(Plate))]
[JsonSerializable(typeof(PlateEvent))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(MemberEvent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class NamesJson : JsonSerializerContext
{
    private static readonly ConcurrentDictionary<int, NamesJson> s_byStateVersion = new();

    /// <summary>One for all hosts: making one takes longer than anything else that a start does.</summary>
    public static NamesJson Of(int stateVersion) => s_byStateVersion.GetOrAdd(stateVersion, static version => new NamesJson(PlainSealing.For(version)));
}
