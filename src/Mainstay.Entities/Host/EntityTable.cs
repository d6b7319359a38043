namespace Mainstay.Entities;

/// <summary>
/// The loaded entities by stream. A lookup that finds takes no lock; one that does not looks again inside the stripe's, so that it never misses one that is there. Stripes keep few waiting while
/// one of them grows. Buckets hold numbers and entities lie in the order in which they came: a table with references in its buckets makes the collector visit each bucket that got a young one (ADR 0009).
/// </summary>
internal sealed class EntityTable
{
    private readonly EntityStripe[] _stripes;

    /// <param name="stripes">How many parts; one, where the order of <see cref="Cells"/> must not depend on chance.</param>
    /// <param name="expected">About how many entities there will be.</param>
    public EntityTable(int stripes, int expected) => _stripes = [.. Enumerable.Range(0, stripes).Select(_ => new EntityStripe(expected / stripes))];

    /// <summary>All entities; what comes or goes meanwhile may be among them or not.</summary>
    public IEnumerable<EntityCell> Cells => _stripes.SelectMany(static stripe => stripe.Cells);

    /// <summary>The hash that the other calls want: seeded anew in each process, because some keys are chosen by strangers.</summary>
    public static int HashOf(ReadOnlySpan<char> stream) => string.GetHashCode(stream, StringComparison.Ordinal);

    public EntityCell? Find(ReadOnlySpan<char> stream, int hash) => StripeOf(hash).Find(stream, hash);

    /// <summary>Answers the cell that is kept: this one, or one that was there before.</summary>
    public EntityCell Add(EntityCell cell, int hash) => StripeOf(hash).Add(cell, hash);

    /// <summary>Takes this cell out if it is there.</summary>
    public void Remove(EntityCell cell, int hash) => StripeOf(hash).Remove(cell, hash);

    public void Clear() => Array.ForEach(_stripes, static stripe => stripe.Clear());

    /// <summary>The stripe of a hash, for those who look for many at once.</summary>
    public EntityStripe StripeOf(int hash) => _stripes[unchecked((int)(((ulong)(uint)hash * (uint)_stripes.Length) >> 32))]; // By the upper bits: the lower ones choose the bucket.
}
