using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.Contracts;

namespace Mainstay.Entities;

/// <summary>An entity type as the host sees it: a stored name and how long it remembers command ids.</summary>
public abstract class EntityType
{
    private protected EntityType(string name) => Name = name;

    /// <summary>Stored for ever as the first part of stream names; lower case, no slash.</summary>
    public string Name { get; }

    /// <summary>How long a command id is remembered.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many young command ids one entity keeps; the next is told to wait.</summary>
    public int RememberCount { get; init; } = 256;

    /// <summary>The version of the state's stored form. Rows of another version are rebuilt from the journal.</summary>
    public int StateVersion { get; init; } = 1;

    /// <summary>Binds the type to one host's way of writing sealed values.</summary>
    internal abstract EntityRuntime Bind(JsonSerializerOptions sealing);
}

/// <summary>
/// A small state machine as pure functions over immutable states. No clock, ids, randomness or I/O inside:
/// they come with the command or the context.
/// </summary>
/// <typeparam name="TState">Immutable state.</typeparam>
/// <typeparam name="TCommand">What may be asked.</typeparam>
/// <typeparam name="TEvent">What is stored: a closed hierarchy of sealed records with <see cref="JsonDerivedTypeAttribute"/> names.</typeparam>
public sealed class EntityType<TState, TCommand, TEvent>(string name) : EntityType(name)
    where TState : class
    where TCommand : class
    where TEvent : class
{
    /// <summary>The state before the first event.</summary>
    public required TState Empty { get; init; }

    /// <summary>The rules. Refusals in a fixed order.</summary>
    public required Func<TState, TCommand, Context, Decision<TEvent>> Decide { get; init; }

    /// <summary>Never refuses, never skips.</summary>
    public required Func<TState, TEvent, TState> Apply { get; init; }

    /// <summary>Mail that follows from a stored event. What follows from a stored event type never changes.</summary>
    public Func<TEvent, Origin, IReadOnlyList<PostedMail>>? React { get; init; }

    /// <summary>When to wake the entity, or null.</summary>
    public Func<TState, DateTimeOffset?>? DueAt { get; init; }

    /// <summary>The command that a due instant becomes. Deciding it must move or clear <see cref="DueAt"/>.</summary>
    public Func<DateTimeOffset, TCommand>? Tick { get; init; }

    /// <summary>The command that a letter becomes. Deciding it never refuses: an entity that cannot take it answers with mail.</summary>
    public Func<Letter, TCommand>? Receive { get; init; }

    /// <summary>Makes the source-generated context that knows <typeparamref name="TEvent"/> and <typeparamref name="TState"/>.</summary>
    public required Func<JsonSerializerOptions, JsonSerializerContext> Json { get; init; }

    internal override EntityRuntime Bind(JsonSerializerOptions sealing) => new EntityRuntime<TState, TCommand, TEvent>(this, sealing);
}
