using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mainstay.Mqtt;

/// <summary>
/// What a subscription matches: '+' stands for one level, '#' at the end for any number of levels and for the one above. <c>$share/{name}/{filter}</c> shares the messages of the filter among
/// all who subscribe under the name. Equal character by character, share name included. Source: MQTT 5.0, 4.7 and 4.8.2.
/// </summary>
public sealed class TopicFilter : IEquatable<TopicFilter>
{
    private readonly byte[] _utf8;
    private readonly int _start;

    private TopicFilter(byte[] utf8, int start) => (_utf8, _start) = (utf8, start);

    /// <summary>What topics are held against: without the share.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(_start);

    /// <summary>Null when the subscription is not shared.</summary>
    public string? ShareName => _start == 0 ? null : Encoding.UTF8.GetString(_utf8.AsSpan()[SharePrefix.Length..(_start - 1)]);

    public bool HasWildcards => Utf8.ContainsAny((byte)'+', (byte)'#');

    /// <summary>
    /// How many levels it has; a filter of 65,535 bytes may have as many and more than 2 MB of nodes in a <see cref="SubscriptionTree{T}"/>. A server refuses those that are deeper than it
    /// likes with <see cref="ReasonCode.TopicFilterInvalid"/>.
    /// </summary>
    public int Levels => Utf8.Count((byte)'/') + 1;

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    public static bool operator ==(TopicFilter? left, TopicFilter? right) => Equals(left, right);

    public static bool operator !=(TopicFilter? left, TopicFilter? right) => !Equals(left, right);

    /// <exception cref="FormatException">It is no topic filter.</exception>
    public static TopicFilter Parse(string text) => TryParse(text, out var filter) ? filter : throw new FormatException($"'{text}' is no topic filter.");

    public static bool TryParse(string text, [NotNullWhen(true)] out TopicFilter? filter)
    {
        filter = null;
        var utf8 = Encoding.UTF8.GetBytes(text);
        var start = ShareLength(utf8);
        if (start < 0 || utf8.Length > MqttDefaults.LongestField || utf8.AsSpan().Contains((byte)0) || !IsValid(utf8.AsSpan(start))) return false;
        // A lone surrogate becomes another character on its way to UTF-8.
        if (Encoding.UTF8.GetString(utf8) != text) return false;
        filter = new TopicFilter(utf8, start);
        return true;
    }

    /// <summary>Whether a message of this topic is for the subscription. Pure; a server with many subscriptions asks <see cref="SubscriptionTree{T}"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> topic)
    {
        var filter = Utf8;
        // [MQTT-4.7.2-1]
        if (topic.StartsWith((byte)'$') && filter[0] is (byte)'+' or (byte)'#') return false;
        while (true)
        {
            var (level, moreFilter) = TopicLevels.Split(ref filter);
            if (level.SequenceEqual("#"u8)) return true;
            var (name, moreTopic) = TopicLevels.Split(ref topic);
            if (!level.SequenceEqual("+"u8) && !level.SequenceEqual(name)) return false;
            if (!moreTopic) return !moreFilter || filter.SequenceEqual("#"u8);
            if (!moreFilter) return false;
        }
    }

    public bool Equals(TopicFilter? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    public override bool Equals(object? obj) => obj is TopicFilter other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <summary>As it was given, share included.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    /// <summary>The length of "$share/{name}/". [MQTT-4.8.2-1] [MQTT-4.8.2-2]</summary>
    /// <returns>0 when there is none, -1 when it is not one.</returns>
    private static int ShareLength(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.StartsWith(SharePrefix)) return 0;
        var name = utf8[SharePrefix.Length..];
        var end = name.IndexOf((byte)'/');
        return end <= 0 || name[..end].ContainsAny((byte)'+', (byte)'#') ? -1 : SharePrefix.Length + end + 1;
    }

    /// <summary>Wildcards fill their level [MQTT-4.7.1-2], and '#' is the last [MQTT-4.7.1-1].</summary>
    private static bool IsValid(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty) return false;
        while (true)
        {
            var (level, hasMore) = TopicLevels.Split(ref filter);
            if (level.Length > 1 && level.ContainsAny((byte)'+', (byte)'#')) return false;
            if (!hasMore) return true;
            if (level.SequenceEqual("#"u8)) return false;
        }
    }
}
