namespace Mainstay.Mqtt;

/// <summary>
/// Gives aliases to the topics that are sent, first come first served, on one connection. When all are given, further topics are sent by name: a topic that comes often keeps its alias, and
/// nothing is ever given away under a message that is on its way. Not thread-safe; the messages must leave in the order in which this was asked. Holds no memory before the first alias.
/// Source: MQTT 5.0, 3.3.2.3.4.
/// </summary>
/// <param name="maximum">The Topic Alias Maximum that the other side announced; 0 takes none.</param>
public sealed class OutgoingTopicAliases(ushort maximum)
{
    private Dictionary<TopicName, ushort>? _aliases;

    /// <param name="topic">Of the message.</param>
    /// <param name="isKnown">The other side knows the alias already: the topic is left out of the message.</param>
    /// <returns>0 when there is no alias left.</returns>
    public ushort For(TopicName topic, out bool isKnown)
    {
        var alias = Find(topic, out isKnown);
        if (alias != 0 && !isKnown) Add(topic, alias);
        return alias;
    }

    /// <summary>As <see cref="For"/>, of a message that may not be sent: a new alias is given only with <see cref="Add"/>.</summary>
    public ushort Find(TopicName topic, out bool isKnown)
    {
        isKnown = false;
        if (maximum == 0) return 0;
        ushort alias = 0;
        isKnown = _aliases?.TryGetValue(topic, out alias) == true;
        var count = _aliases?.Count ?? 0;
        return isKnown || count >= maximum ? alias : (ushort)(count + 1);
    }

    /// <summary>The message with the new alias is sent.</summary>
    public void Add(TopicName topic, ushort alias) => (_aliases ??= []).Add(topic, alias);
}
