using Mainstay.Entities;

namespace Mainstay.Tests.Unit.People;

/// <summary>Given these events, when this command, then these events or this refusal.</summary>
internal sealed class Story<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key = "only")
    where TState : class
    where TCommand : class
    where TEvent : class
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private TState _state = type.Empty;
    private long _version;
    private Decision<TEvent> _decision;

    public TState State => _state;

    public IReadOnlyList<PostedMail> Mail { get; private set; } = [];

    public Story<TState, TCommand, TEvent> Given(params TEvent[] events)
    {
        foreach (var stored in events) _state = type.Apply(_state, stored);
        _version += events.Length;
        return this;
    }

    public Story<TState, TCommand, TEvent> When(TCommand command, string actor = "anna", DateTimeOffset? at = null)
    {
        _decision = type.Decide(_state, command, new Context(CommandId.None, actor, at ?? Noon));
        var events = _decision.Events.ToArray();
        Given(events);
        Mail = [.. events.SelectMany(stored => type.React?.Invoke(stored, new Origin(new EntityKey($"{type.Name}/{key}"), _version, Noon)) ?? [])];
        return this;
    }

    /// <summary>The events are of these types, in this order.</summary>
    public Story<TState, TCommand, TEvent> Then(params Type[] events)
    {
        Assert.Null(_decision.Refusal);
        Assert.Equal(events, _decision.Events.ToArray().Select(stored => stored.GetType()));
        return this;
    }

    public Story<TState, TCommand, TEvent> ThenStored(params TEvent[] events)
    {
        Assert.Null(_decision.Refusal);
        Assert.Equal(events, _decision.Events.ToArray());
        return this;
    }

    public Story<TState, TCommand, TEvent> ThenNothing()
    {
        Assert.True(_decision.IsNothing);
        return this;
    }

    public Story<TState, TCommand, TEvent> ThenRefused(string code)
    {
        Assert.Equal(code, _decision.Refusal?.Code);
        return this;
    }
}
