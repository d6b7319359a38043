using Mainstay.Feeders.Mqtt.Storage;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Sessions;

/// <summary>Puts on disk what becomes of sessions that are to outlive their connections. Under the table's lock.</summary>
/// <param name="store">Null: nothing outlives the process.</param>
internal sealed class SessionKeeper(MqttStore? store)
{
    /// <summary>Its client is there.</summary>
    /// <returns>Ends when a session that is new is on disk; at once for one that was there.</returns>
    public Task OnAttached(Session session, Will? will)
    {
        if (store is null || (session.ExpirySeconds == 0 && session.Stored is null)) return Task.CompletedTask;
        var isNew = session.Stored is null;
        session.Stored ??= new StoredSession(store.NextId());
        var stored = store.Add([new StoreChange.SaveSession(session.Stored, SessionForm.Of(session)), new StoreChange.SaveWill(session.Stored, will is null ? null : FormOf(session, will, dueAt: null))]);
        return isNew ? stored : Task.CompletedTask;
    }

    /// <summary>Its client is away.</summary>
    public void OnDetached(Session session, Will? will)
    {
        if (store is null || session.Stored is not { } stored) return;
        foreach (var message in session.Outgoing.All()) message.Unload();
        var form = session.Will is { } waiting && will is not null ? FormOf(session, will, waiting.DueAt) : null;
        _ = store.Add([new StoreChange.SaveSession(stored, SessionForm.Of(session)), new StoreChange.SaveWill(stored, form)]);
    }

    /// <summary>Its will was published.</summary>
    public void OnWillTaken(Session session)
    {
        if (store is not null && session.Stored is { } stored) _ = store.Add(new StoreChange.SaveWill(stored, null));
    }

    /// <summary>It is over.</summary>
    /// <returns>Ends when that is on disk.</returns>
    public Task OnForgotten(Session session)
    {
        if (store is null || session.Stored is not { } stored) return Task.CompletedTask;
        var messages = session.Outgoing.All().ToList();
        foreach (var message in messages) message.TryErase();
        session.Stored = null;
        return store.Add(new StoreChange.DeleteSession(stored, messages));
    }

    private static WillForm FormOf(Session session, Will will, DateTimeOffset? dueAt)
    {
        var message = new BrokerMessage(will.Topic, will.Payload, will.Qos) { Retain = will.Retain, ForwardedProperties = will.ForwardedProperties, Publisher = session.ClientId, Identity = session.Owner };
        return new WillForm(message, will.DelaySeconds, will.MessageExpirySeconds, dueAt);
    }
}
