using System.Buffers.Binary;
using System.Text.Unicode;

namespace Mainstay.Mqtt;

/// <summary>
/// Reads fields one after another. Each read returns false when the bytes do not hold such a field; <see cref="Rule"/> then says which rule they break. After that nothing more is read.
/// Source: MQTT 5.0, 1.5.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    /// <summary>What was broken by the read that failed.</summary>
    public string? Rule { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    public readonly PacketFault Fault => PacketFault.Malformed(Rule ?? "1.5");

    public readonly ReadOnlySpan<byte> Since(int start) => _bytes[start..Position];

    public bool TryByte(out byte value)
    {
        value = 0;
        if (!Has(1)) return false;
        value = _bytes[Position++];
        return true;
    }

    public bool TryNumber16(out ushort value)
    {
        value = 0;
        if (!Has(sizeof(ushort))) return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(_bytes[Position..]);
        Position += sizeof(ushort);
        return true;
    }

    public bool TryNumber32(out uint value)
    {
        value = 0;
        if (!Has(sizeof(uint))) return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(_bytes[Position..]);
        Position += sizeof(uint);
        return true;
    }

    /// <summary>At most four bytes, and no more than needed. [MQTT-1.5.5-1]</summary>
    public bool TryVariable(out uint value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (!TryByte(out var next)) return false;
            value |= (uint)(next & 0x7F) << (7 * i);
            if (next < 0x80) return next != 0 || i == 0 || Fail("MQTT-1.5.5-1");
        }

        return Fail("1.5.5");
    }

    public bool TryBytes(int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Has(length)) return false;
        value = _bytes.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>With its length in front.</summary>
    public bool TryBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryNumber16(out var length) && TryBytes(length, out value);
    }

    /// <summary>UTF-8 that is well-formed [MQTT-1.5.4-1] and has no U+0000 [MQTT-1.5.4-2].</summary>
    public bool TryText(out ReadOnlySpan<byte> value)
    {
        if (!TryBinary(out value)) return false;
        if (value.Contains((byte)0)) return Fail("MQTT-1.5.4-2");
        return Utf8.IsValid(value) || Fail("MQTT-1.5.4-1");
    }

    private bool Has(int length) => _bytes.Length - Position >= length || Fail("1.5: the packet ends inside a field");

    private bool Fail(string rule)
    {
        Rule = rule;
        return false;
    }
}
