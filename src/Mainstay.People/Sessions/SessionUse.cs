using System.Collections.Concurrent;

namespace Mainstay.People.Sessions;

/// <summary>Uses of sessions that are to be stored: the last of each since they were last taken. Bounded; beyond it a use is not noted, which ends no session.</summary>
internal sealed class SessionUse
{
    private const int Limit = 100_000;
    private readonly ConcurrentDictionary<(string AccountId, string SessionId), DateTimeOffset> _seen = new();

    public void Seen(string accountId, string sessionId, DateTimeOffset at)
    {
        if (_seen.Count < Limit) _seen[(accountId, sessionId)] = at;
    }

    /// <summary>Takes what there is.</summary>
    public IReadOnlyList<(string AccountId, string SessionId, DateTimeOffset At)> Take()
    {
        var taken = new List<(string, string, DateTimeOffset)>();
        foreach (var (key, _) in _seen)
        {
            if (_seen.TryRemove(key, out var at)) taken.Add((key.AccountId, key.SessionId, at));
        }
        return taken;
    }
}
