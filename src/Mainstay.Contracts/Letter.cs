namespace Mainstay.Contracts;

/// <summary>
/// What one entity writes to another. A letter is never stored: it follows from a stored event, and is written again from that event
/// when the process starts anew. Hence a letter may hold anything, but what follows from an event type never changes.
/// </summary>
public abstract record Letter;
