using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// Which instruments are enrolled, as the first 64 bits of their keyed hashes: 16 bytes a card at the most, asked a million times a second. It may say yes wrongly
/// (once in 10^12 for a million cards), so that a yes is asked of the instrument itself; it never says no wrongly. One thread adds; any number ask.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "No collection to a caller: it answers one question.")]
internal sealed class EnrolledSet
{
    // Open addressing; zero marks a free slot, and the hash zero is kept as one.
    private ulong[] _slots = new ulong[1024];
    private int _count;

    public int Count => _count;

    /// <param name="hash">At least eight bytes of a keyed hash.</param>
    public bool Contains(ReadOnlySpan<byte> hash)
    {
        var slots = Volatile.Read(ref _slots);
        var wanted = PrefixOf(hash);
        for (var at = wanted & (ulong)(slots.Length - 1); ; at = (at + 1) & (ulong)(slots.Length - 1))
        {
            var found = Volatile.Read(ref slots[at]);
            if (found == wanted) return true;
            if (found == 0) return false;
        }
    }

    public void Add(ReadOnlySpan<byte> hash) => Add(PrefixOf(hash));

    public void Clear()
    {
        _count = 0;
        Volatile.Write(ref _slots, new ulong[1024]);
    }

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (var prefix in _slots)
        {
            if (prefix != 0) Put(larger, prefix);
        }

        Volatile.Write(ref _slots, larger);
    }

    /// <summary>All that were added before the call, and perhaps some that are added meanwhile, in no order that says when.</summary>
    public IEnumerable<ulong> Prefixes() => Volatile.Read(ref _slots).Where(prefix => prefix != 0);

    /// <summary>Adds what <see cref="Prefixes"/> of another set gave.</summary>
    public void Add(ulong prefix)
    {
        if (_count * 2 >= _slots.Length) Grow();
        if (Put(_slots, prefix)) _count++;
    }

    private static bool Put(ulong[] slots, ulong prefix)
    {
        var at = prefix & (ulong)(slots.Length - 1);
        while (slots[at] != 0 && slots[at] != prefix) at = (at + 1) & (ulong)(slots.Length - 1);
        if (slots[at] == prefix) return false;
        Volatile.Write(ref slots[at], prefix);
        return true;
    }

    private static ulong PrefixOf(ReadOnlySpan<byte> hash) => Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
}
