using System.Runtime.CompilerServices;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Routing;

/// <summary>A message on its way, and to whom.</summary>
internal readonly record struct Routed(Session Session, Delivery Delivery);

/// <summary>
/// Who gets a message. Any number of threads may ask while subscriptions change one at a time. Source: MQTT 5.0, 3.3.4, 4.7, 4.8.
/// </summary>
internal sealed class Router
{
    private readonly Lock _changing = new();
    private readonly SubscriptionTree<Route> _tree = new(new RouteComparer());
    private readonly Dictionary<TopicFilter, SharedGroup> _groups = [];

    // Matches of the message that this thread routes; kept, so that routing allocates only what is passed on.
    [ThreadStatic]
    private static List<Route>? t_matches;

    public int Count => _tree.Count;

    /// <returns>Whether the session had no subscription to this filter before.</returns>
    public bool Add(Subscription subscription)
    {
        if (subscription.Filter.ShareName is not { } name) return _tree.Add(subscription.Filter, subscription) is null;
        lock (_changing)
        {
            if (_groups.TryGetValue(subscription.Filter, out var group)) return group.Put(subscription);
            group = new SharedGroup(name);
            group.Put(subscription);
            _groups.Add(subscription.Filter, group);
            _tree.Add(subscription.Filter, group);
            return true;
        }
    }

    /// <returns>Whether there was such a subscription.</returns>
    public bool Remove(Subscription subscription)
    {
        if (subscription.Filter.ShareName is null) return _tree.Remove(subscription.Filter, subscription) is not null;
        lock (_changing)
        {
            if (!_groups.TryGetValue(subscription.Filter, out var group) || !group.Remove(subscription.Session)) return false;
            if (!group.IsEmpty) return true;
            _groups.Remove(subscription.Filter);
            _tree.Remove(subscription.Filter, group);
            return true;
        }
    }

    /// <summary>Whose turn it is of those who share a subscription; null when nobody does any more.</summary>
    public Subscription? NextOf(TopicFilter shared)
    {
        lock (_changing) return _groups.TryGetValue(shared, out var group) ? group.Next() : null;
    }

    public void Add(Neighbour neighbour) => _tree.Add(neighbour.Filter, neighbour);

    public void Remove(Neighbour neighbour) => _tree.Remove(neighbour.Filter, neighbour);

    /// <summary>
    /// Adds one delivery for each session, at the highest QoS of its subscriptions that match and with all their identifiers [MQTT-3.3.4-2] to [MQTT-3.3.4-4]; and one more for each shared
    /// subscription, which is nobody's own.
    /// </summary>
    public void Match(BrokerMessage message, Receivers receivers)
    {
        var matches = t_matches ?? [];
        t_matches = null;
        _tree.Match(message.Topic.Utf8, matches);
        TakeOthers(message, matches, receivers);
        MergeOwn(message, matches, receivers.Sessions);
        matches.Clear();
        t_matches = matches;
    }

    /// <summary>Serves the groups and the neighbours, and leaves the sessions' own subscriptions.</summary>
    private static void TakeOthers(BrokerMessage message, List<Route> matches, Receivers receivers)
    {
        var own = 0;
        for (var i = 0; i < matches.Count; i++)
        {
            var match = matches[i];
            if (match is SharedGroup group)
            {
                if (group.Next() is { } member) receivers.Sessions.Add(new Routed(member.Session, member.Of(message)));
            }
            else if (match is Neighbour neighbour)
            {
                receivers.Neighbours.Add(neighbour);
            }
            else if (((Subscription)match).Takes(message))
            {
                matches[own++] = match;
            }
        }

        matches.RemoveRange(own, matches.Count - own);
    }

    private static void MergeOwn(BrokerMessage message, List<Route> own, List<Routed> receivers)
    {
        if (own.Count > 1) own.Sort((left, right) => ((Subscription)left).Session.Number.CompareTo(((Subscription)right).Session.Number));
        for (var i = 0; i < own.Count;)
        {
            var first = (Subscription)own[i++];
            var delivery = first.Of(message);
            for (; i < own.Count && ((Subscription)own[i]).Session == first.Session; i++) delivery = Merge(delivery, ((Subscription)own[i]).Of(message));
            receivers.Add(new Routed(first.Session, delivery));
        }
    }

    private static Delivery Merge(in Delivery one, in Delivery other) =>
        one with { Qos = (Qos)Math.Max((int)one.Qos, (int)other.Qos), Retain = one.Retain || other.Retain, Identifiers = [.. one.Identifiers, .. other.Identifiers] };

    /// <summary>A session has one subscription to a filter, and a share name one group.</summary>
    private sealed class RouteComparer : IEqualityComparer<Route>
    {
        public bool Equals(Route? x, Route? y) => (x, y) switch
        {
            (Subscription one, Subscription other) => one.Session == other.Session,
            (SharedGroup one, SharedGroup other) => one.Name == other.Name,
            (Neighbour one, Neighbour other) => one == other,
            _ => false,
        };

        public int GetHashCode(Route route) => route switch
        {
            Subscription subscription => RuntimeHelpers.GetHashCode(subscription.Session),
            SharedGroup group => StringComparer.Ordinal.GetHashCode(group.Name),
            Neighbour neighbour => RuntimeHelpers.GetHashCode(neighbour),
            _ => throw new System.Diagnostics.UnreachableException(route.GetType().Name),
        };
    }
}
