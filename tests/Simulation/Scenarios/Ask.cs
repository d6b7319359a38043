using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>A command for one entity, without its type parameters.</summary>
internal interface IAsk
{
    /// <summary>"type/key".</summary>
    string Stream { get; }

    /// <summary>What is asked, in words: for the trace, and for the hash that tells one body from another.</summary>
    string Body { get; }

    /// <summary>The worker that asks, which has no id for it and never asks the same for no reason; null for a client.</summary>
    string? Worker { get; }

    TurnResult Submit(EntityHost host, in Request request);
}

internal sealed record Ask<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> Type, string Key, TCommand Command) : IAsk
    where TState : class
    where TCommand : class
    where TEvent : class
{
    public string Stream => EntityKey.Of(Type, Key).Value;

    public string? Worker { get; init; }

    public string Body { get; } = $"{Key} {Command}";

    public TurnResult Submit(EntityHost host, in Request request) => host.Submit(Type, Key, Command, request);
}
