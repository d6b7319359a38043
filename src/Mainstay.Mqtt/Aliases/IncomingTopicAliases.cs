namespace Mainstay.Mqtt;

/// <summary>What the other side's aliases stand for, on one connection; they are forgotten with it. [MQTT-3.3.2-7] Not thread-safe. Source: MQTT 5.0, 3.3.2.3.4.</summary>
/// <param name="maximum">The Topic Alias Maximum that was announced; 0 takes none.</param>
public sealed class IncomingTopicAliases(ushort maximum)
{
    // Grows with use: whoever announces many and meets few pays for few.
    private byte[]?[] _topics = [];

    /// <summary>The topic of a message, whether named or not; remembers what is named with an alias.</summary>
    /// <param name="publish">A message.</param>
    /// <param name="topic">Valid as long as the message, or for an alias as long as it is not given to another topic.</param>
    /// <param name="fault">An alias beyond the maximum ([MQTT-3.3.2-9]), or one that stands for nothing yet.</param>
    public bool TryResolve(in PublishView publish, out ReadOnlySpan<byte> topic, out PacketFault fault)
    {
        topic = publish.Topic;
        fault = default;
        var alias = publish.TopicAlias;
        if (alias == 0) return true;
        if (alias > maximum) fault = new PacketFault(ReasonCode.TopicAliasInvalid, "MQTT-3.3.2-9");
        else if (!topic.IsEmpty) Remember(alias, topic);
        else if (alias < _topics.Length && _topics[alias] is { } known) topic = known;
        else fault = PacketFault.Protocol("3.3.2.3.4: an alias that stands for nothing");
        return fault.Rule is null;
    }

    private void Remember(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias >= _topics.Length) Array.Resize(ref _topics, Math.Min(maximum + 1, Math.Max(alias + 1, 2 * _topics.Length)));
        if (!topic.SequenceEqual(_topics[alias])) _topics[alias] = topic.ToArray();
    }
}
