using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>The entity types of modules on the simulation's stage: as they are, but for how they are written, and for a program that has a bug.</summary>
internal static class Simulated
{
    private static readonly ConcurrentDictionary<string, JsonSerializerContext> s_json = new(StringComparer.Ordinal);

    public static EntityType<TState, TCommand, TEvent> As<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> real, ProgramVersion program)
        where TState : class
        where TCommand : class
        where TEvent : class => Copy(real, program.StateVersion, DeciderOf(real, program.Bug), program.Bug == Bug.Applying ? (state, stored) => ApplyWithBug(real, state, stored) : real.Apply);

    /// <summary>The same type with other rules.</summary>
    public static EntityType<TState, TCommand, TEvent> With<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, Func<TState, TCommand, Context, Decision<TEvent>> decide)
        where TState : class
        where TCommand : class
        where TEvent : class => Copy(type, type.StateVersion, decide, type.Apply);

    /// <summary>The state of an entity as it is on disk.</summary>
    public static TState StateOf<TState, TCommand, TEvent>(this JournalModel durable, EntityType<TState, TCommand, TEvent> type, string key)
        where TState : class
        where TCommand : class
        where TEvent : class => durable.Streams.TryGetValue(EntityKey.Of(type, key).Value, out var stream) ? (TState)stream.State : type.Empty;

    // One JSON context for all hosts: making one takes longer than anything else that a start does.
    private static EntityType<TState, TCommand, TEvent> Copy<TState, TCommand, TEvent>(
        EntityType<TState, TCommand, TEvent> real, int stateVersion, Func<TState, TCommand, Context, Decision<TEvent>> decide, Func<TState, TEvent, TState> apply)
        where TState : class
        where TCommand : class
        where TEvent : class => new(real.Name)
        {
            Empty = real.Empty,
            Decide = decide,
            Apply = apply,
            React = real.React,
            DueAt = real.DueAt,
            Tick = real.Tick,
            Receive = real.Receive,
            Json = _ => s_json.GetOrAdd(real.Name, static (_, json) => json(new(PlainSealing.Options)), real.Json),
            StateVersion = stateVersion,
            RememberFor = real.RememberFor,
            RememberCount = real.RememberCount,
        };

    private static Func<TState, TCommand, Context, Decision<TEvent>> DeciderOf<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> real, Bug bug)
        where TState : class
        where TCommand : class
        where TEvent : class => bug switch
        {
            Bug.Deciding => (state, command, context) => context is { Actor: "mail", At.Minute: var minute } && minute % 3 == 0
                ? throw new SimulatedBugException("This program cannot take mail in every third minute.")
                : real.Decide(state, command, context),
            Bug.Ticking => (state, command, context) => context.Actor == "timer" ? Decision<TEvent>.Nothing : real.Decide(state, command, context),
            _ => real.Decide,
        };

    private static TState ApplyWithBug<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> real, TState state, TEvent stored)
        where TState : class
        where TCommand : class
        where TEvent : class => stored.GetType().Name is "Confirmed" or "Released" or "IbanSet"
            ? throw new SimulatedBugException("This program cannot apply that.")
            : real.Apply(state, stored);
}
