using Mainstay.Feeders.Mqtt.Sessions;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>The place of a session in <c>mqtt.db</c>: it has one when it is to outlive its connection.</summary>
internal sealed record StoredSession(long Id);

/// <summary>The place of a message in <c>mqtt.db</c>: one, however many sessions it waits for.</summary>
internal sealed class StoredMessage(long id)
{
    public long Id => id;

    /// <summary>How many rows of queues need it. Of the writing thread.</summary>
    public int Needed { get; set; }
}

/// <summary>What is kept of a session beside its messages and subscriptions, as it was at one moment.</summary>
/// <param name="ClientId">Of the session.</param>
/// <param name="Owner">The identity that began it.</param>
/// <param name="ExpirySeconds">How long it outlives its connection.</param>
/// <param name="EndsAt">Null while its client is there, and for never.</param>
/// <param name="IsConnected">After the end of the process every message may have been sent.</param>
/// <param name="SentBefore">Messages of a lower order were sent.</param>
internal sealed record SessionForm(string ClientId, string Owner, uint ExpirySeconds, DateTimeOffset? EndsAt, bool IsConnected, long SentBefore)
{
    public static SessionForm Of(Session session) => new(
        session.ClientId, session.Owner, session.ExpirySeconds, session.EndsAt, session.IsConnected, session.Outgoing.All().Where(message => message.WasSent).Select(message => message.Order + 1).LastOrDefault());
}

/// <summary>A will of a session that is kept.</summary>
/// <param name="Message">What is published; its time begins then.</param>
/// <param name="DelaySeconds">After the connection's end.</param>
/// <param name="ExpirySeconds">After its publication; null for never.</param>
/// <param name="DueAt">Null while the connection lasts.</param>
internal sealed record WillForm(BrokerMessage Message, uint DelaySeconds, uint? ExpirySeconds, DateTimeOffset? DueAt);
