using System.Buffers.Binary;
using System.Numerics;

namespace Mainstay.Entities;

/// <summary>CRC-32C (Castagnoli; RFC 3720 section 12.1), which the processor computes: against damage, not against forgery.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of one span.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>Goes on over further bytes. Begin with all bits set, and turn all of them at the end.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes) state = BitOperations.Crc32C(state, single);
        return state;
    }
}
