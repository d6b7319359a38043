using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.People;

/// <summary>When all mail has arrived, the open account under a handle is the one that the handle names, and a handle names nobody else, also after its account is closed.</summary>
internal sealed class OneAccountPerHandle : Oracle
{
    private readonly Dictionary<string, string> _handleOf = new(StringComparer.Ordinal);

    public override string Promise => "a handle belongs to one account";

    public override void Row(ModelRow row)
    {
        if (row.Event is not AccountEvent.Opened opened) return;
        Require(_handleOf.TryAdd(row.Entity.Key, opened.HandleKey), $"account {row.Entity.Key} was opened twice, at {row.Offset} again");
    }

    public override void AtEnd(World world)
    {
        var accounts = world.Model.Newest<Account>();
        var handles = world.Model.Newest<HandleClaim>();
        foreach (var (id, account) in accounts.Where(pair => pair.Value.IsOpen))
        {
            var handle = handles.GetValueOrDefault(_handleOf[id]);
            Require(handle?.AccountId == id, $"account {id} is open under {_handleOf[id]}, which is {handle?.AccountId ?? "nobody"}'s");
        }

        foreach (var (key, handle) in handles)
        {
            if (handle.AccountId is not { } id) continue;
            Require(handle.ClaimedUntil is null, $"handle {key} was claimed and neither confirmed nor given back");
            Require(accounts.GetValueOrDefault(id) is { Handle: not null, HasLostHandle: false } && _handleOf[id] == key, $"handle {key} is held by {id}, which has or had no account under it");
        }
    }
}
