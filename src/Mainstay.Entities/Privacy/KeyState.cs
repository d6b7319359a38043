namespace Mainstay.Entities;

/// <summary>What is known of a person's key.</summary>
internal enum KeyState
{
    Opens,

    /// <summary>Dropped on purpose.</summary>
    Erased,

    /// <summary>There, and not to be opened with this master key.</summary>
    Damaged,
}
