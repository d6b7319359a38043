using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Storage;

namespace Mainstay.Feeders.Mqtt.Routing;

/// <summary>Who gets one message, and what of that is to be kept.</summary>
internal sealed class Receivers
{
    /// <summary>One for each session, and one more for each shared subscription.</summary>
    public List<Routed> Sessions { get; } = [];

    public List<Neighbour> Neighbours { get; } = [];

    /// <summary>What is to be on disk of the message.</summary>
    public List<StoreChange> Changes { get; } = [];

    /// <summary>The message's place on disk; null before the first session needs one.</summary>
    public StoredMessage? Stored { get; set; }

    public bool IsNobody => Sessions.Count == 0 && Neighbours.Count == 0;

    public void Clear()
    {
        Sessions.Clear();
        Neighbours.Clear();
        Changes.Clear();
        Stored = null;
    }
}
