namespace Mainstay.Entities;

/// <summary>A committed event as a view sees it.</summary>
/// <param name="Offset">Its place in the journal.</param>
/// <param name="Entity">Whose event it is.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Event">The event itself: one of the entity type's event records.</param>
public readonly record struct StoredEvent(long Offset, EntityKey Entity, long Version, DateTimeOffset At, string Actor, object Event);
