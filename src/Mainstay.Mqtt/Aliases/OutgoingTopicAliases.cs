namespace Mainstay.Mqtt;

/// <summary>
/// Gives aliases to the topics that are sent, first come first served, on one connection. When all are given, further topics are sent by name: a topic that comes often keeps its alias, and
/// nothing is ever given away under a message that is on its way. Not thread-safe; the messages must leave in the order in which this was asked. Source: MQTT 5.0, 3.3.2.3.4.
/// </summary>
/// <param name="maximum">The Topic Alias Maximum that the other side announced; 0 takes none.</param>
public sealed class OutgoingTopicAliases(ushort maximum)
{
    private readonly Dictionary<TopicName, ushort> _aliases = [];

    /// <param name="topic">Of the message.</param>
    /// <param name="isKnown">The other side knows the alias already: the topic is left out of the message.</param>
    /// <returns>0 when there is no alias left.</returns>
    public ushort For(TopicName topic, out bool isKnown)
    {
        isKnown = _aliases.TryGetValue(topic, out var alias);
        if (isKnown || _aliases.Count >= maximum) return alias;
        alias = (ushort)(_aliases.Count + 1);
        _aliases.Add(topic, alias);
        return alias;
    }
}
