namespace Mainstay.Feeders.Mqtt.Access;

/// <summary>
/// Topics that a rule speaks of, written like a topic filter. Unlike a filter its wildcards also stand for topics that begin with '$': a rule that forbids everything forbids those too.
/// </summary>
internal static class TopicPattern
{
    /// <summary>Whether every topic that the filter matches is one that the pattern speaks of. A topic name is a filter that matches itself only.</summary>
    public static bool Covers(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> filter)
    {
        while (true)
        {
            var level = Next(ref pattern, out var morePattern);
            if (level.SequenceEqual("#"u8)) return true;
            var asked = Next(ref filter, out var moreFilter);
            if (asked.SequenceEqual("#"u8) || !(level.SequenceEqual("+"u8) || level.SequenceEqual(asked))) return false;
            if (!moreFilter) return !morePattern || pattern.SequenceEqual("#"u8);
            if (!morePattern) return false;
        }
    }

    /// <summary>Whether there is a topic that both the filter matches and the pattern speaks of.</summary>
    public static bool Overlaps(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> filter)
    {
        // [MQTT-4.7.2-1]
        if (pattern.StartsWith((byte)'$') && filter[0] is (byte)'+' or (byte)'#') return false;
        while (true)
        {
            var level = Next(ref pattern, out var morePattern);
            var asked = Next(ref filter, out var moreFilter);
            if (level.SequenceEqual("#"u8) || asked.SequenceEqual("#"u8)) return true;
            if (!level.SequenceEqual("+"u8) && !asked.SequenceEqual("+"u8) && !level.SequenceEqual(asked)) return false;
            if (!morePattern) return !moreFilter || filter.SequenceEqual("#"u8);
            if (!moreFilter) return pattern.SequenceEqual("#"u8);
        }
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, out bool hasMore)
    {
        var slash = rest.IndexOf((byte)'/');
        hasMore = slash >= 0;
        var level = hasMore ? rest[..slash] : rest;
        rest = hasMore ? rest[(slash + 1)..] : default;
        return level;
    }
}
