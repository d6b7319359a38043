using Mainstay.Feeders.Mqtt.Sessions;

namespace Mainstay.Feeders.Mqtt.Storage;

/// <summary>One thing that is to be on disk. Written by the writing thread, in the order in which they came.</summary>
internal abstract class StoreChange
{
    public abstract void Write(MqttTables tables);

    /// <summary>The batch is on disk.</summary>
    public virtual void OnStored()
    {
    }

    internal sealed class SaveSession(StoredSession session, SessionForm form) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.SaveSession(session.Id, form);
    }

    /// <param name="session">Which ended.</param>
    /// <param name="messages">What waited for it.</param>
    internal sealed class DeleteSession(StoredSession session, IReadOnlyList<QueuedMessage> messages) : StoreChange
    {
        public override void Write(MqttTables tables)
        {
            tables.DeleteSession(session.Id);
            foreach (var message in messages)
            {
                if (message.IsWritten) tables.Release(message.Stored!);
            }
        }
    }

    /// <param name="session">Whose.</param>
    /// <param name="will">Null: it has none any more.</param>
    internal sealed class SaveWill(StoredSession session, WillForm? will) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.SaveWill(session.Id, will);
    }

    internal sealed class SaveSubscription(StoredSession session, string filter, int options, uint identifier) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.SaveSubscription(session.Id, filter, options, identifier);
    }

    internal sealed class DeleteSubscription(StoredSession session, string filter) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.DeleteSubscription(session.Id, filter);
    }

    internal sealed class AddIncoming(StoredSession session, ushort packetId) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.AddIncoming(session.Id, packetId);
    }

    internal sealed class RemoveIncoming(StoredSession session, ushort packetId) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.RemoveIncoming(session.Id, packetId);
    }

    internal sealed class AddQueued(Session session, QueuedMessage message, BrokerMessage content) : StoreChange
    {
        /// <summary>What was acknowledged before it came to this is never written.</summary>
        public override void Write(MqttTables tables)
        {
            if (!message.TryWrite()) return;
            if (message.Stored!.Needed++ == 0) tables.AddMessage(message.Stored.Id, content);
            tables.AddQueued(session.Stored!.Id, message);
        }

        public override void OnStored()
        {
            message.OnStored();
            if (session.Connection is { } connection) connection.PumpLater(message);
            else message.Unload();
        }
    }

    internal sealed class ReleaseQueued(StoredSession session, QueuedMessage message) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.ReleaseQueued(session.Id, message.Order);
    }

    internal sealed class RemoveQueued(StoredSession session, QueuedMessage message) : StoreChange
    {
        public override void Write(MqttTables tables)
        {
            tables.RemoveQueued(session.Id, message.Order);
            tables.Release(message.Stored!);
        }
    }

    /// <param name="message">Without a payload: none is retained any more.</param>
    internal sealed class Retain(BrokerMessage message) : StoreChange
    {
        public override void Write(MqttTables tables) => tables.SaveRetained(message);
    }
}
