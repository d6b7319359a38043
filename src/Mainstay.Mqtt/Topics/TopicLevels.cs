namespace Mainstay.Mqtt;

/// <summary>Levels are what stands between slashes; they may be empty. Source: MQTT 5.0, 4.7.1.1.</summary>
internal static class TopicLevels
{
    /// <summary>Takes the first level off.</summary>
    public static Level Split(ref ReadOnlySpan<byte> rest)
    {
        var slash = rest.IndexOf((byte)'/');
        if (slash < 0)
        {
            var last = new Level(rest, false);
            rest = default;
            return last;
        }

        var level = new Level(rest[..slash], true);
        rest = rest[(slash + 1)..];
        return level;
    }

    internal readonly ref struct Level(ReadOnlySpan<byte> name, bool hasMore)
    {
        private readonly ReadOnlySpan<byte> _name = name;

        public void Deconstruct(out ReadOnlySpan<byte> name, out bool more)
        {
            name = _name;
            more = hasMore;
        }
    }
}
