using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Added), "counter.added.1")]
[JsonDerivedType(typeof(Sent), "counter.sent.1")]
[JsonDerivedType(typeof(Received), "counter.received.1")]
[JsonDerivedType(typeof(Armed), "counter.armed.1")]
[JsonDerivedType(typeof(Fired), "counter.fired.1")]
[JsonDerivedType(typeof(Named), "counter.named.1")]
public abstract record CounterEvent
{
    public sealed record Added(int Amount) : CounterEvent;

    public sealed record Sent(string To, int Amount) : CounterEvent;

    public sealed record Received(int Amount) : CounterEvent;

    public sealed record Armed(DateTimeOffset Due) : CounterEvent;

    public sealed record Fired : CounterEvent;

    public sealed record Named(Sealed<string> Name) : CounterEvent;
}

public abstract record CounterCommand
{
    public sealed record Add(int Amount) : CounterCommand;

    public sealed record Send(string To, int Amount) : CounterCommand;

    public sealed record Receive(int Amount) : CounterCommand;

    public sealed record Arm(DateTimeOffset Due) : CounterCommand;

    public sealed record Fire : CounterCommand;

    public sealed record Name(Sealed<string> Value) : CounterCommand;
}

public sealed record Parcel(int Amount) : Letter;

/// <summary>The smallest entity that uses everything the host offers.</summary>
public sealed record Counter(long Total, DateTimeOffset? Due, int Fired, Sealed<string>? Name)
{
    public static readonly EntityType<Counter, CounterCommand, CounterEvent> Type = With();

    /// <summary>A release with a bug: it throws on mail.</summary>
    public static readonly EntityType<Counter, CounterCommand, CounterEvent> ThatCannotReceive = With(decide: (state, command, context) =>
        command is CounterCommand.Receive ? throw new InvalidOperationException("a bug") : Decide(state, command, context));

    /// <summary>The same stored type as another release of the program might have it.</summary>
    /// <param name="stateVersion">The version of the stored state.</param>
    /// <param name="rememberCount">How many command ids are remembered.</param>
    /// <param name="decide">Another way to decide.</param>
    /// <param name="apply">Another way to apply.</param>
    /// <param name="react">Other mail.</param>
    /// <param name="name">Another stored name.</param>
    public static EntityType<Counter, CounterCommand, CounterEvent> With(
        int stateVersion = 1,
        int rememberCount = 256,
        Func<Counter, CounterCommand, Context, Decision<CounterEvent>>? decide = null,
        Func<Counter, CounterEvent, Counter>? apply = null,
        Func<CounterEvent, Origin, IReadOnlyList<PostedMail>>? react = null,
        string name = "counter") => new(name)
    {
        StateVersion = stateVersion,
        RememberCount = rememberCount,
        Empty = new Counter(0, null, 0, null),
        Decide = decide ?? Decide,
        Apply = apply ?? Apply,
        React = react ?? React,
        DueAt = static counter => counter.Due,
        Tick = static _ => new CounterCommand.Fire(),
        Receive = static letter => new CounterCommand.Receive(((Parcel)letter).Amount),
        Json = static options => new CounterJson(options),
    };

    public static IReadOnlyList<PostedMail> React(CounterEvent stored, Origin origin) =>
        stored is CounterEvent.Sent sent ? [new PostedMail(new EntityKey("counter/" + sent.To), new Parcel(sent.Amount))] : [];

    public static Decision<CounterEvent> Decide(Counter counter, CounterCommand command, Context context) => command switch
    {
        CounterCommand.Add { Amount: 0 } => Decision<CounterEvent>.Nothing,
        CounterCommand.Add { Amount: < 0 } => Refusal.Of("negative", "amount"),
        CounterCommand.Add add => ((Decision<CounterEvent>)new CounterEvent.Added(add.Amount)).Answering($"total {counter.Total + add.Amount}"),
        CounterCommand.Send send when send.Amount > counter.Total => Refusal.Of("insufficient"),
        CounterCommand.Send send => new CounterEvent.Sent(send.To, send.Amount),
        CounterCommand.Receive receive => receive.Amount == 0 ? Decision<CounterEvent>.Nothing : new CounterEvent.Received(receive.Amount),
        CounterCommand.Arm arm => new CounterEvent.Armed(arm.Due),
        CounterCommand.Fire => new CounterEvent.Fired(),
        CounterCommand.Name name => new CounterEvent.Named(name.Value),
        _ => throw new System.Diagnostics.UnreachableException(command.GetType().Name),
    };

    public static Counter Apply(Counter counter, CounterEvent stored) => stored switch
    {
        CounterEvent.Added added => counter with { Total = counter.Total + added.Amount },
        CounterEvent.Sent sent => counter with { Total = counter.Total - sent.Amount },
        CounterEvent.Received received => counter with { Total = counter.Total + received.Amount },
        CounterEvent.Armed armed => counter with { Due = armed.Due },
        CounterEvent.Fired => counter with { Due = null, Fired = counter.Fired + 1 },
        CounterEvent.Named named => counter with { Name = named.Name },
        _ => throw new System.Diagnostics.UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(Counter))]
[JsonSerializable(typeof(CounterEvent))]
[JsonSerializable(typeof(string))]
public sealed partial class CounterJson : JsonSerializerContext;
