using Mainstay.People.Sessions;

namespace Mainstay.People.SignIn;

/// <summary>
/// Failed tries that are to be written to the audit trail: alike ones are counted together, and written a second later, so that a wrong password for an account
/// takes as long as one for nobody. Bounded; beyond it only their number is kept.
/// </summary>
internal sealed class Failures(TimeProvider clock)
{
    private const int Limit = 10_000;
    private readonly Lock _turn = new();
    private Dictionary<Kind, Counted> _counted = [];
    private Strangers _strangers;

    /// <param name="AccountId">Whose secret was tried.</param>
    /// <param name="Reason">password, recovery-code or throttled.</param>
    /// <param name="Network">From where.</param>
    internal sealed record Kind(string AccountId, string Reason, string Network);

    internal readonly record struct Counted(int Count, DateTimeOffset Last);

    /// <summary>Tries with handles that nobody has, since <paramref name="From"/>.</summary>
    internal readonly record struct Strangers(int Count, DateTimeOffset From, DateTimeOffset To);

    /// <param name="accountId">Null for a handle that nobody has.</param>
    /// <param name="reason">password, recovery-code or throttled.</param>
    /// <param name="from">From where.</param>
    public void Add(string? accountId, string reason, AddressPrefix from)
    {
        lock (_turn)
        {
            var now = clock.GetUtcNow();
            if (accountId is null || _counted.Count >= Limit)
            {
                _strangers = new Strangers(_strangers.Count + 1, _strangers.Count == 0 ? now : _strangers.From, now);
                return;
            }
            var kind = new Kind(accountId, reason, from.Network);
            _counted[kind] = new Counted(_counted.GetValueOrDefault(kind).Count + 1, now);
        }
    }

    /// <summary>Takes the failures of accounts.</summary>
    public IReadOnlyDictionary<Kind, Counted> TakeCounted()
    {
        lock (_turn)
        {
            var taken = _counted;
            if (taken.Count > 0) _counted = [];
            return taken;
        }
    }

    /// <summary>Takes the failures of nobody's handles when the first is <paramref name="age"/> old.</summary>
    public Strangers TakeStrangers(TimeSpan age)
    {
        lock (_turn)
        {
            if (_strangers.Count == 0 || clock.GetUtcNow() - _strangers.From < age) return default;
            var taken = _strangers;
            _strangers = default;
            return taken;
        }
    }
}
