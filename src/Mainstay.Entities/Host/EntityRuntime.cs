using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mainstay.Contracts;

namespace Mainstay.Entities;

/// <summary>What a decision amounts to once applied: the state after it and the events to store.</summary>
/// <param name="State">The state after it; null when nothing is to be stored.</param>
/// <param name="Stored">One event, or an array of them, or null.</param>
/// <param name="Refusal">The refusal, or null.</param>
/// <param name="Answer">What is kept for the answer, or null.</param>
internal readonly record struct Outcome(object? State, object? Stored, Refusal? Refusal, string? Answer)
{
    public bool IsNothing => State is null && Refusal is null;

    public int Count => Stored switch { null => 0, object[] many => many.Length, _ => 1 };

    public object this[int index] => Stored is object[] many ? many[index] : Stored!;
}

/// <summary>An entity type bound to one host: its stored names, and its functions over untyped states for mail, ticks and replay.</summary>
internal abstract class EntityRuntime(EntityType type, object empty, JsonSerializerContext json, JsonTypeInfo stateInfo)
{
    /// <summary>A row that only says that mail was taken, or a command remembered: no event of the type's own.</summary>
    public static ReadOnlySpan<byte> TakenType => "$taken"u8;

    private readonly Dictionary<string, JsonTypeInfo> _eventInfoByName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, (byte[] Name, JsonTypeInfo Info)> _eventInfoByType = [];

    public EntityType Type { get; } = type;

    /// <summary>Every entity of the type before its first event.</summary>
    public Snapshot Nothing { get; } = new(empty, version: 0, offset: 0, instantTicks: 0, [], dueTicks: 0, default);

    public abstract bool CanReact { get; }

    public abstract bool CanBeDue { get; }

    public abstract object Apply(object state, object stored);

    public abstract IReadOnlyList<PostedMail> React(object stored, in Origin origin);

    public abstract long DueTicks(object state);

    public abstract Outcome DecideLetter(object state, Letter letter, in Context context);

    public abstract Outcome DecideTick(object state, DateTimeOffset due, in Context context);

    /// <summary>Writes an event's bytes; answers its stored name in UTF-8.</summary>
    public ReadOnlySpan<byte> WriteEvent(object stored, Utf8JsonWriter writer)
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
        if (storedName.SequenceEqual(TakenType)) return null;
        Span<char> name = stackalloc char[storedName.Length];
        name = name[..Encoding.UTF8.GetChars(storedName, name)];
        if (!_eventInfoByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var info))
        {
            throw new StoreDamagedException($"Entity type {Type.Name} does not know the stored event {name.ToString()}: it was written by a newer program, or the row is damaged.");
        }

        return JsonSerializer.Deserialize(data, info)
            ?? throw new StoreDamagedException($"A stored {name} is empty.");
    }

    public void WriteState(object state, Utf8JsonWriter target)
    {
        JsonSerializer.Serialize(target, state, stateInfo);
        target.Flush();
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
            _eventInfoByType.Add(derived.DerivedType, (Encoding.UTF8.GetBytes(name), info));
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
        if (decision.Refusal is { } refusal) return new Outcome(null, null, refusal, null);
        if (decision.Stored is not { } stored) return new Outcome(null, null, null, decision.Outcome);
        var after = (TState)state;
        if (stored is TEvent one) after = _type.Apply(after, one);
        else foreach (var each in (TEvent[])stored) after = _type.Apply(after, each);
        return new Outcome(after, stored, null, decision.Outcome);
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
