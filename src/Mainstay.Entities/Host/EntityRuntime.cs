using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mainstay.Contracts;

namespace Mainstay.Entities;

/// <summary>What a decision amounts to once applied: the state after it and the events to store.</summary>
internal readonly record struct Outcome(object? State, object[] Events, Refusal? Refusal, string? Answer, bool IsNothing);

/// <summary>An entity type bound to one host: its stored names, and its functions over untyped states for mail, ticks and replay.</summary>
internal abstract class EntityRuntime(EntityType type, object empty, JsonSerializerContext json, JsonTypeInfo stateInfo)
{
    /// <summary>A row that only says that mail was taken, or a command remembered: no event of the type's own.</summary>
    public const string TakenType = "$taken";

    private readonly Dictionary<string, JsonTypeInfo> _eventInfoByName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, (string Name, JsonTypeInfo Info)> _eventInfoByType = [];

    public EntityType Type { get; } = type;

    public object Empty { get; } = empty;

    public abstract bool CanReact { get; }

    public abstract bool CanBeDue { get; }

    public abstract object Apply(object state, object stored);

    public abstract IReadOnlyList<PostedMail> React(object stored, in Origin origin);

    public abstract long DueTicks(object state);

    public abstract Outcome DecideLetter(object state, Letter letter, in Context context);

    public abstract Outcome DecideTick(object state, DateTimeOffset due, in Context context);

    /// <summary>Writes an event's bytes; answers its stored name.</summary>
    public string WriteEvent(object stored, Utf8JsonWriter writer)
    {
        if (!_eventInfoByType.TryGetValue(stored.GetType(), out var entry))
        {
            throw new InvalidOperationException($"{stored.GetType()} has no stored name in entity type {Type.Name}.");
        }

        JsonSerializer.Serialize(writer, stored, entry.Info);
        return entry.Name;
    }

    /// <summary>Reads an event back; null for a row without one.</summary>
    /// <exception cref="StoreDamagedException">The stored name is unknown to this program.</exception>
    public object? ReadEvent(ReadOnlySpan<byte> storedName, ReadOnlySpan<byte> data)
    {
        if (storedName.SequenceEqual("$taken"u8)) return null;
        var name = Encoding.UTF8.GetString(storedName);
        if (!_eventInfoByName.TryGetValue(name, out var info))
        {
            throw new StoreDamagedException($"Entity type {Type.Name} does not know the stored event {name}: it was written by a newer program, or the row is damaged.");
        }

        return JsonSerializer.Deserialize(data, info)
            ?? throw new StoreDamagedException($"A stored {name} is empty.");
    }

    public void WriteState(object state, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, state, stateInfo);
    }

    public object ReadState(ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize(data, stateInfo) ?? throw new StoreDamagedException($"A stored state of {Type.Name} is empty.");

    protected void Learn(JsonTypeInfo eventInfo)
    {
        var names = eventInfo.PolymorphismOptions?.DerivedTypes
            ?? throw new InvalidOperationException($"The events of {Type.Name} have no [JsonPolymorphic] stored names.");
        foreach (var derived in names)
        {
            var name = derived.TypeDiscriminator as string
                ?? throw new InvalidOperationException($"{derived.DerivedType} has no stored name.");
            var info = json.GetTypeInfo(derived.DerivedType)
                ?? throw new InvalidOperationException($"The JSON context of {Type.Name} does not know {derived.DerivedType}.");
            _eventInfoByName.Add(name, info);
            _eventInfoByType.Add(derived.DerivedType, (name, info));
        }
    }
}

/// <inheritdoc/>
internal sealed class EntityRuntime<TState, TCommand, TEvent> : EntityRuntime
    where TState : class
    where TCommand : class
    where TEvent : class
{
    private readonly EntityType<TState, TCommand, TEvent> _type;

    public EntityRuntime(EntityType<TState, TCommand, TEvent> type, JsonSerializerOptions options)
        : this(type, type.Json(new JsonSerializerOptions(options)))
    {
    }

    private EntityRuntime(EntityType<TState, TCommand, TEvent> type, JsonSerializerContext json)
        : base(type, type.Empty, json, json.GetTypeInfo(typeof(TState)) ?? throw new InvalidOperationException($"The JSON context of {type.Name} does not know its state."))
    {
        _type = type;
        Learn(json.GetTypeInfo(typeof(TEvent)) ?? throw new InvalidOperationException($"The JSON context of {type.Name} does not know its events."));
    }

    public override bool CanReact => _type.React is not null;

    public override bool CanBeDue => _type.DueAt is not null;

    public Outcome Decide(object state, TCommand command, in Context context)
    {
        var decision = _type.Decide((TState)state, command, context);
        if (decision.Refusal is { } refusal) return new Outcome(null, [], refusal, null, IsNothing: false);
        if (decision.IsNothing) return new Outcome(null, [], null, decision.Outcome, IsNothing: true);

        var after = (TState)state;
        var events = decision.Events;
        var stored = new object[events.Length];
        for (var index = 0; index < events.Length; index++)
        {
            after = _type.Apply(after, events[index]);
            stored[index] = events[index];
        }

        return new Outcome(after, stored, null, decision.Outcome, IsNothing: false);
    }

    public override object Apply(object state, object stored) => _type.Apply((TState)state, (TEvent)stored);

    public override IReadOnlyList<PostedMail> React(object stored, in Origin origin) =>
        _type.React is { } react ? react((TEvent)stored, origin) : [];

    public override long DueTicks(object state) => _type.DueAt?.Invoke((TState)state)?.UtcTicks ?? 0;

    public override Outcome DecideLetter(object state, Letter letter, in Context context) =>
        Decide(state, (_type.Receive ?? throw new InvalidOperationException($"{Type.Name} receives no mail."))(letter), context);

    public override Outcome DecideTick(object state, DateTimeOffset due, in Context context) =>
        Decide(state, (_type.Tick ?? throw new InvalidOperationException($"{Type.Name} has no tick."))(due), context);
}
