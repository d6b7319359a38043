using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Sent), "purse.sent.1")]
[JsonDerivedType(typeof(FeePaid), "purse.fee-paid.1")]
[JsonDerivedType(typeof(Shared), "purse.shared.1")]
[JsonDerivedType(typeof(Credited), "purse.credited.1")]
[JsonDerivedType(typeof(Bounced), "purse.bounced.1")]
[JsonDerivedType(typeof(TakenBack), "purse.taken-back.1")]
[JsonDerivedType(typeof(Held), "purse.held.1")]
[JsonDerivedType(typeof(HoldReleased), "purse.hold-released.1")]
[JsonDerivedType(typeof(HoldsExpired), "purse.holds-expired.1")]
[JsonDerivedType(typeof(Named), "purse.named.1")]
[JsonDerivedType(typeof(Closed), "purse.closed.1")]
[JsonDerivedType(typeof(Reopened), "purse.reopened.1")]
internal abstract record PurseEvent
{
    internal sealed record Sent(string TransferId, string To, long Amount) : PurseEvent, IMovesMoney
    {
        IEnumerable<(string, long)> IMovesMoney.Leaves => [(TransferId, Amount)];
    }

    internal sealed record FeePaid(string TransferId, long Amount) : PurseEvent, IMovesMoney
    {
        IEnumerable<(string, long)> IMovesMoney.Leaves => [(TransferId, Amount)];
    }

    internal sealed record Shared(Share[] Shares) : PurseEvent, IMovesMoney
    {
        IEnumerable<(string, long)> IMovesMoney.Leaves => Shares.Select(share => (share.TransferId, share.Amount));
    }

    internal sealed record Credited(string TransferId, long Amount) : PurseEvent, IMovesMoney
    {
        (string, long)? IMovesMoney.Arrives => (TransferId, Amount);
    }

    /// <summary>Closed: the money goes back, and stays in flight until it is there.</summary>
    internal sealed record Bounced(string TransferId, string From, long Amount) : PurseEvent;

    internal sealed record TakenBack(string TransferId, long Amount) : PurseEvent, IMovesMoney
    {
        (string, long)? IMovesMoney.Arrives => (TransferId, Amount);
    }

    internal sealed record Held(string HoldId, long Amount, DateTimeOffset Due) : PurseEvent;

    internal sealed record HoldReleased(string HoldId) : PurseEvent;

    internal sealed record HoldsExpired(DateTimeOffset Due) : PurseEvent;

    internal sealed record Named(Sealed<string> Name) : PurseEvent;

    internal sealed record Closed : PurseEvent;

    internal sealed record Reopened : PurseEvent;
}

internal abstract record PurseCommand
{
    internal sealed record Send(string TransferId, string To, long Amount, bool WithFee) : PurseCommand;

    internal sealed record ShareOut(string TransferId, string To, string AndTo, long AmountEach) : PurseCommand;

    internal sealed record Hold(string HoldId, long Amount, DateTimeOffset Due) : PurseCommand;

    internal sealed record Release(string HoldId) : PurseCommand;

    internal sealed record Name(string Value) : PurseCommand;

    internal sealed record Close : PurseCommand;

    internal sealed record Reopen : PurseCommand;

    internal sealed record Take(Payment Payment) : PurseCommand;

    internal sealed record TakeBack(PaymentReturned Returned) : PurseCommand;

    internal sealed record Expire(DateTimeOffset Due) : PurseCommand;
}

internal sealed record Share(string TransferId, string To, long Amount);

internal sealed record Hold(string Id, long Amount, DateTimeOffset Due);

/// <summary>A wallet: sends by mail, takes back what a closed one returned, holds money until an instant.</summary>
internal sealed record Purse(long Available, bool IsClosed, Hold[] Holds, int Expirations, Sealed<string>? Name, RowForm Form = default) : IHoldsMoney
{
    public const string TypeName = "purse";
    public static readonly EntityType<Purse, PurseCommand, PurseEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    [JsonIgnore]
    public long Money => Available + Holds.Sum(hold => hold.Amount);

    public static EntityType<Purse, PurseCommand, PurseEvent> For(ProgramVersion program) => new(TypeName)
    {
        Empty = new Purse(0, IsClosed: false, [], 0, null),
        Decide = program.Bug switch { Bug.Deciding => DecideWithBug, Bug.Ticking => TickWithBug, _ => PurseDecider.Decide },
        Apply = program.Bug == Bug.Applying ? ApplyWithBug : Apply,
        React = React,
        DueAt = static purse => purse.Holds.Length == 0 ? null : purse.Holds.Min(hold => hold.Due),
        Tick = static due => new PurseCommand.Expire(due),
        Receive = static letter => letter switch
        {
            Payment payment => new PurseCommand.Take(payment),
            PaymentReturned returned => new PurseCommand.TakeBack(returned),
            _ => throw new UnreachableException(letter.GetType().Name),
        },
        Json = _ => PurseJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
        RememberCount = 24,
    };

    /// <summary>Pure for all that: the same program always throws on the same mail.</summary>
    private static Decision<PurseEvent> DecideWithBug(Purse purse, PurseCommand command, Context context) => command is PurseCommand.Take { Payment.Amount: 7 }
        ? throw new SimulatedBugException("This program cannot take seven.")
        : PurseDecider.Decide(purse, command, context);

    private static Decision<PurseEvent> TickWithBug(Purse purse, PurseCommand command, Context context) => command is PurseCommand.Expire
        ? Decision<PurseEvent>.Nothing
        : PurseDecider.Decide(purse, command, context);

    private static Purse ApplyWithBug(Purse purse, PurseEvent stored) => stored is PurseEvent.Named
        ? throw new SimulatedBugException("This program cannot apply names.")
        : Apply(purse, stored);

    private static Purse Apply(Purse purse, PurseEvent stored) => stored switch
    {
        PurseEvent.Sent sent => purse with { Available = purse.Available - sent.Amount },
        PurseEvent.FeePaid fee => purse with { Available = purse.Available - fee.Amount },
        PurseEvent.Shared shared => purse with { Available = purse.Available - shared.Shares.Sum(share => share.Amount) },
        PurseEvent.Credited credited => purse with { Available = purse.Available + credited.Amount },
        PurseEvent.Bounced => purse,
        PurseEvent.TakenBack back => purse with { Available = purse.Available + back.Amount },
        PurseEvent.Held held => purse with { Available = purse.Available - held.Amount, Holds = [.. purse.Holds, new Hold(held.HoldId, held.Amount, held.Due)] },
        PurseEvent.HoldReleased released => Free(purse, hold => hold.Id == released.HoldId),
        PurseEvent.HoldsExpired expired => Free(purse, hold => hold.Due <= expired.Due) with { Expirations = purse.Expirations + 1 },
        PurseEvent.Named named => purse with { Name = named.Name },
        PurseEvent.Closed => purse with { IsClosed = true },
        PurseEvent.Reopened => purse with { IsClosed = false },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(PurseEvent stored, Origin origin) => stored switch
    {
        PurseEvent.Sent sent => [To(sent.To, new Payment(sent.TransferId, origin.Entity.Value, sent.Amount))],
        PurseEvent.FeePaid fee => [To(Till.Stream, new Payment(fee.TransferId, origin.Entity.Value, fee.Amount))],
        PurseEvent.Shared shared => [.. shared.Shares.Select(share => To(share.To, new Payment(share.TransferId, origin.Entity.Value, share.Amount)))],
        PurseEvent.Bounced bounced => [To(bounced.From, new PaymentReturned(bounced.TransferId, bounced.Amount))],
        PurseEvent.Closed or PurseEvent.Reopened => [new PostedMail(new EntityKey(Till.Stream), new Notice(origin.Version))],
        _ => [],
    };

    private static PostedMail To(string stream, Mainstay.Contracts.Letter letter) => new(new EntityKey(stream), letter);

    private static Purse Free(Purse purse, Func<Hold, bool> which) => purse with
    {
        Available = purse.Available + purse.Holds.Where(which).Sum(hold => hold.Amount),
        Holds = [.. purse.Holds.Where(hold => !which(hold))],
    };
}

[JsonSerializable(typeof(Purse))]
[JsonSerializable(typeof(PurseEvent))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PurseJson : JsonSerializerContext
{
    private static readonly ConcurrentDictionary<int, PurseJson> s_byStateVersion = new();

    /// <summary>One for all hosts: making one takes longer than anything else that a start does.</summary>
    public static PurseJson Of(int stateVersion) => s_byStateVersion.GetOrAdd(stateVersion, static version => new PurseJson(PlainSealing.For(version)));
}
