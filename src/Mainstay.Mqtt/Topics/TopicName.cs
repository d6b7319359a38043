using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Mainstay.Mqtt;

/// <summary>Where a message is published: levels divided by '/', no wildcards, 1 to 65,535 bytes of UTF-8 without U+0000. Equal byte by byte. Source: MQTT 5.0 and 3.1.1, 4.7.</summary>
public sealed class TopicName : IEquatable<TopicName>
{
    private readonly byte[] _utf8;

    private TopicName(byte[] utf8) => _utf8 = utf8;

    public ReadOnlySpan<byte> Utf8 => _utf8;

    public static bool operator ==(TopicName? left, TopicName? right) => Equals(left, right);

    public static bool operator !=(TopicName? left, TopicName? right) => !Equals(left, right);

    /// <exception cref="FormatException">It is no topic name.</exception>
    public static TopicName Parse(string text) => TryParse(text, out var topic) ? topic : throw new FormatException($"'{text}' is no topic name.");

    public static bool TryParse(string text, [NotNullWhen(true)] out TopicName? topic) => TryParse(Encoding.UTF8.GetBytes(text), out topic) && topic.ToString() == text;

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TopicName? topic)
    {
        topic = IsValid(utf8) && System.Text.Unicode.Utf8.IsValid(utf8) && !utf8.Contains((byte)0) ? new TopicName(utf8.ToArray()) : null;
        return topic is not null;
    }

    /// <summary>Of bytes that are known to be well-formed UTF-8 without U+0000: whether they are a topic name. [MQTT-4.7.0-1] [MQTT-4.7.3-1] [MQTT-4.7.3-3]</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) => utf8.Length is > 0 and <= MqttDefaults.LongestField && !utf8.ContainsAny((byte)'+', (byte)'#');

    public bool Equals(TopicName? other) => other is not null && Utf8.SequenceEqual(other.Utf8);

    public override bool Equals(object? obj) => obj is TopicName other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    internal static TopicName OfValid(ReadOnlySpan<byte> utf8) => new(utf8.ToArray());
}
