namespace Mainstay.Entities;

/// <summary>The entity could not be rebuilt from what is stored. It takes no commands until somebody has looked; the others go on. Answer 503.</summary>
public sealed class EntityStoppedException(EntityKey entity, string reason)
    : Exception($"Entity {entity} is stopped: {reason}")
{
    public EntityKey Entity { get; } = entity;
}

/// <summary>The queue in front of the journal is full. Nothing was taken. Answer 503 with Retry-After.</summary>
public sealed class JournalFullException() : Exception("The journal's queue is full; nothing was taken.");

/// <summary>
/// Whether the write is on disk is not known: the flush failed, or the process is stopping. Answer 503; the same id stays valid.
/// </summary>
public sealed class CommitUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What is stored is damaged or does not fit this program. The message says what is safe and what to do.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Entity rows cannot be read. Nothing is lost: they are made anew from the journal, at once during a start, otherwise by the next one.</summary>
public sealed class EntityRowsDamagedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process has taken the store over. What this one had under way was not written and will not be: it must end, and leave the store to the other.</summary>
public sealed class StoreTakenOverException(string message) : Exception(message);

/// <summary>The database does not answer. Nothing was taken and nothing is lost; a read may be tried again later. Answer 503.</summary>
public sealed class StoreUnreachableException(string message, Exception? inner = null) : IOException(message, inner);
