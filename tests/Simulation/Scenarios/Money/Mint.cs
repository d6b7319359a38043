using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Issued), "mint.issued.1")]
[JsonDerivedType(typeof(Unmade), "mint.unmade.1")]
internal abstract record MintEvent
{
    internal sealed record Issued(string TransferId, string To, long Amount) : MintEvent, IMovesMoney
    {
        IEnumerable<(string, long)> IMovesMoney.Leaves => [(TransferId, Amount)];

        long IMovesMoney.Issued => Amount;
    }

    internal sealed record Unmade(string TransferId, long Amount) : MintEvent, IMovesMoney
    {
        (string, long)? IMovesMoney.Arrives => (TransferId, Amount);

        long IMovesMoney.Issued => -Amount;
    }
}

internal abstract record MintCommand
{
    internal sealed record Issue(string TransferId, string To, long Amount) : MintCommand;

    internal sealed record Unmake(PaymentReturned Returned) : MintCommand;
}

/// <summary>Where money comes from. It remembers few commands, and those not for long.</summary>
internal sealed record Mint(long IssuedTotal, RowForm Form = default)
{
    public static readonly EntityType<Mint, MintCommand, MintEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    public static EntityType<Mint, MintCommand, MintEvent> For(ProgramVersion program) => new("mint")
    {
        Empty = new Mint(0),
        Decide = Decide,
        Apply = Apply,
        React = static (stored, origin) => stored is MintEvent.Issued issued
            ? [new PostedMail(new EntityKey(issued.To), new Payment(issued.TransferId, origin.Entity.Value, issued.Amount))]
            : [],
        Receive = static letter => new MintCommand.Unmake((PaymentReturned)letter),
        Json = _ => MintJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
        RememberCount = 4,
        RememberFor = TimeSpan.FromMinutes(10),
    };

    private static Decision<MintEvent> Decide(Mint mint, MintCommand command, Context context) => command switch
    {
        MintCommand.Issue { Amount: <= 0 } => Refusal.Of("mint.amount", "amount"),
        MintCommand.Issue issue => ((Decision<MintEvent>)new MintEvent.Issued(issue.TransferId, issue.To, issue.Amount)).Answering($"total {mint.IssuedTotal + issue.Amount}"),
        MintCommand.Unmake unmake => new MintEvent.Unmade(unmake.Returned.TransferId, unmake.Returned.Amount),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Mint Apply(Mint mint, MintEvent stored) => stored switch
    {
        MintEvent.Issued issued => new Mint(mint.IssuedTotal + issued.Amount),
        MintEvent.Unmade unmade => new Mint(mint.IssuedTotal - unmade.Amount),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(Mint))]
[JsonSerializable(typeof(MintEvent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class MintJson : JsonSerializerContext
{
    private static readonly ConcurrentDictionary<int, MintJson> s_byStateVersion = new();

    /// <summary>One for all hosts: making one takes longer than anything else that a start does.</summary>
    public static MintJson Of(int stateVersion) => s_byStateVersion.GetOrAdd(stateVersion, static version => new MintJson(PlainSealing.For(version)));
}
