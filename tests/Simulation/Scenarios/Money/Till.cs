using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FeeTaken), "till.fee-taken.1")]
[JsonDerivedType(typeof(NoticeRead), "till.notice-read.1")]
[JsonDerivedType(typeof(PaidOut), "till.paid-out.1")]
[JsonDerivedType(typeof(TakenBack), "till.taken-back.1")]
internal abstract record TillEvent
{
    internal sealed record FeeTaken(string TransferId, long Amount) : TillEvent, IMovesMoney
    {
        (string, long)? IMovesMoney.Arrives => (TransferId, Amount);
    }

    internal sealed record NoticeRead(long Number) : TillEvent;

    internal sealed record PaidOut(string TransferId, string To, long Amount) : TillEvent, IMovesMoney
    {
        IEnumerable<(string, long)> IMovesMoney.Leaves => [(TransferId, Amount)];
    }

    internal sealed record TakenBack(string TransferId, long Amount) : TillEvent, IMovesMoney
    {
        (string, long)? IMovesMoney.Arrives => (TransferId, Amount);
    }
}

internal abstract record TillCommand
{
    internal sealed record PayOut(string TransferId, string To) : TillCommand;

    internal sealed record Take(Payment Payment) : TillCommand;

    internal sealed record Read(Notice Notice) : TillCommand;

    internal sealed record TakeBack(PaymentReturned Returned) : TillCommand;
}

/// <summary>Mail that half of the time changes nothing at its receiver.</summary>
internal sealed record Notice(long Number) : Letter;

/// <summary>An entity that many write to.</summary>
internal sealed record Till(long Money, int Notices, RowForm Form = default) : IHoldsMoney
{
    public const string Stream = "till/main";
    public static readonly EntityType<Till, TillCommand, TillEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    public static EntityType<Till, TillCommand, TillEvent> For(ProgramVersion program) => new("till")
    {
        Empty = new Till(0, 0),
        Decide = Decide,
        Apply = Apply,
        React = static (stored, origin) => stored is TillEvent.PaidOut paid
            ? [new PostedMail(new EntityKey(paid.To), new Payment(paid.TransferId, origin.Entity.Value, paid.Amount))]
            : [],
        Receive = static letter => letter switch
        {
            Payment payment => new TillCommand.Take(payment),
            Notice notice => new TillCommand.Read(notice),
            PaymentReturned returned => new TillCommand.TakeBack(returned),
            _ => throw new UnreachableException(letter.GetType().Name),
        },
        Json = _ => TillJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
    };

    private static Decision<TillEvent> Decide(Till till, TillCommand command, Context context) => command switch
    {
        TillCommand.PayOut when till.Money == 0 => Decision<TillEvent>.Nothing,
        TillCommand.PayOut pay => ((Decision<TillEvent>)new TillEvent.PaidOut(pay.TransferId, pay.To, till.Money)).Answering($"paid {till.Money}"),
        TillCommand.Take take => new TillEvent.FeeTaken(take.Payment.TransferId, take.Payment.Amount),
        TillCommand.Read read => read.Notice.Number % 2 == 0 ? new TillEvent.NoticeRead(read.Notice.Number) : Decision<TillEvent>.Nothing,
        TillCommand.TakeBack back => new TillEvent.TakenBack(back.Returned.TransferId, back.Returned.Amount),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Till Apply(Till till, TillEvent stored) => stored switch
    {
        TillEvent.FeeTaken fee => till with { Money = till.Money + fee.Amount },
        TillEvent.NoticeRead => till with { Notices = till.Notices + 1 },
        TillEvent.PaidOut paid => till with { Money = till.Money - paid.Amount },
        TillEvent.TakenBack back => till with { Money = till.Money + back.Amount },
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(Till))]
[JsonSerializable(typeof(TillEvent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class TillJson : JsonSerializerContext
{
    private static readonly ConcurrentDictionary<int, TillJson> s_byStateVersion = new();

    /// <summary>One for all hosts: making one takes longer than anything else that a start does.</summary>
    public static TillJson Of(int stateVersion) => s_byStateVersion.GetOrAdd(stateVersion, static version => new TillJson(PlainSealing.For(version)));
}
