using System.Collections.Immutable;
using Mainstay.Feeders.Mqtt.Sessions;

namespace Mainstay.Feeders.Mqtt.Routing;

/// <summary>All who subscribe to one filter under one share name: each message is for one of them. Changed under the routing's lock, read without. Source: MQTT 5.0, 4.8.2.</summary>
internal sealed class SharedGroup(string name) : Route
{
    private ImmutableArray<Subscription> _members = [];
    private uint _turn;

    public string Name => name;

    public bool IsEmpty => _members.IsEmpty;

    /// <returns>Whether the session is new in the group.</returns>
    public bool Put(Subscription subscription)
    {
        var others = Without(subscription.Session);
        var isNew = others.Length == _members.Length;
        ImmutableInterlocked.InterlockedExchange(ref _members, others.Add(subscription));
        return isNew;
    }

    /// <returns>Whether the session was in the group.</returns>
    public bool Remove(Session session)
    {
        var others = Without(session);
        var isThere = others.Length < _members.Length;
        ImmutableInterlocked.InterlockedExchange(ref _members, others);
        return isThere;
    }

    /// <summary>One after another among those that are connected, and among all when none is.</summary>
    /// <returns>Null when the last has just left.</returns>
    public Subscription? Next()
    {
        var members = _members;
        if (members.IsEmpty) return null;
        var turn = Interlocked.Increment(ref _turn) - 1;
        for (uint i = 0; i < members.Length; i++)
        {
            var member = members[(int)(unchecked(turn + i) % (uint)members.Length)];
            if (member.Session.IsConnected) return member;
        }

        return members[(int)(turn % (uint)members.Length)];
    }

    private ImmutableArray<Subscription> Without(Session session) => _members.RemoveAll(member => member.Session == session);
}
