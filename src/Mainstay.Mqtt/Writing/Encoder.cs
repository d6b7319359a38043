using System.Buffers.Binary;
using System.Text;

namespace Mainstay.Mqtt;

/// <summary>
/// Writes fields one after another into a span that is exactly as long as they are. Over an empty span it only counts, so that one description of a packet gives both its size and its bytes.
/// A text that cannot stand in a packet is the caller's mistake and throws <see cref="ArgumentException"/>.
/// </summary>
internal ref struct Encoder(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private readonly bool _measures = target.IsEmpty;

    /// <summary>How many bytes were written or counted.</summary>
    public int Position { get; private set; }

    /// <summary>Source: MQTT 5.0, 1.5.5. [MQTT-1.5.5-1]</summary>
    public static int VariableLength(uint value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    public void WriteByte(byte value)
    {
        if (!_measures) _target[Position] = value;
        Position++;
    }

    public void WriteNumber16(ushort value)
    {
        if (!_measures) BinaryPrimitives.WriteUInt16BigEndian(_target[Position..], value);
        Position += sizeof(ushort);
    }

    public void WriteNumber32(uint value)
    {
        if (!_measures) BinaryPrimitives.WriteUInt32BigEndian(_target[Position..], value);
        Position += sizeof(uint);
    }

    public void WriteVariable(uint value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!_measures) bytes.CopyTo(_target[Position..]);
        Position += bytes.Length;
    }

    /// <summary>With its length in front, in two bytes.</summary>
    public void WriteBinary(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MqttDefaults.LongestField) throw new ArgumentException($"A field has at most 65,535 bytes, and this one {bytes.Length}.", nameof(bytes));
        WriteNumber16((ushort)bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>[MQTT-1.5.4-2]</summary>
    public void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > MqttDefaults.LongestField || text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A text in a packet has at most 65,535 bytes and no U+0000.", nameof(text));
        WriteNumber16((ushort)length);
        if (!_measures) Encoding.UTF8.GetBytes(text, _target[Position..]);
        Position += length;
    }

    public void WriteFlag(PropertyId property, bool value)
    {
        WriteByte((byte)property);
        WriteByte(value ? (byte)1 : (byte)0);
    }

    public void WriteNumber16(PropertyId property, ushort value)
    {
        WriteByte((byte)property);
        WriteNumber16(value);
    }

    public void WriteNumber32(PropertyId property, uint value)
    {
        WriteByte((byte)property);
        WriteNumber32(value);
    }

    public void WriteVariable(PropertyId property, uint value)
    {
        WriteByte((byte)property);
        WriteVariable(value);
    }

    /// <summary>Nothing for null.</summary>
    public void WriteText(PropertyId property, string? text)
    {
        if (text is null) return;
        WriteByte((byte)property);
        WriteText(text);
    }

    /// <summary>Nothing for null.</summary>
    public void WriteBinary(PropertyId property, ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is not { } present) return;
        WriteByte((byte)property);
        WriteBinary(present.Span);
    }

    public void WriteUserProperties(UserProperty[] properties)
    {
        foreach (var property in properties)
        {
            WriteByte((byte)PropertyId.UserProperty);
            WriteText(property.Name);
            WriteText(property.Value);
        }
    }
}
