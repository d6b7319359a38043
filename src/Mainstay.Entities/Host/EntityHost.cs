namespace Mainstay.Entities;

/// <summary>Runs entities: one entity's commands one after another, different entities in parallel (DESIGN 4.2).</summary>
public sealed class EntityHost
{
    /// <summary>
    /// Decides a command and answers when the version it was decided on is on disk. Business refusals are answers; see the exceptions for the rest.
    /// </summary>
    /// <exception cref="EntityStoppedException">The entity could not be rebuilt.</exception>
    /// <exception cref="JournalFullException">Nothing was taken.</exception>
    /// <exception cref="CommitUnknownException">Whether it was taken is not known; ask again with the same id.</exception>
    public ValueTask<Answer<TState>> SendAsync<TState, TCommand, TEvent>(
        EntityType<TState, TCommand, TEvent> type, string key, TCommand command, Request request)
        where TState : class
        where TCommand : class
        where TEvent : class => throw new NotSupportedException("lands with the host");

    /// <summary>The entity's committed state; the type's empty state when nothing is stored.</summary>
    public TState Read<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key)
        where TState : class
        where TCommand : class
        where TEvent : class => throw new NotSupportedException("lands with the host");

    /// <summary>
    /// Completes when the entity's committed version is above <paramref name="knownVersion"/>; answers the new version. For live pages and for edges that
    /// follow an entity until another one's mail is in.
    /// </summary>
    public Task<long> WaitForChangeAsync(EntityKey entity, long knownVersion, CancellationToken cancellationToken) => throw new NotSupportedException("lands with the host");

    /// <summary>The committed version of an entity: 0 when nothing is stored.</summary>
    public long VersionOf(EntityKey entity) => throw new NotSupportedException("lands with the host");
}
