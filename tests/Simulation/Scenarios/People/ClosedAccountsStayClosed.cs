using Mainstay.Cashback.Leaving;
using Mainstay.People.Accounts;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.People;

/// <summary>
/// Nobody comes in to an account from the moment its owner has asked to close it, unless they keep it, and never again once it is closed. When everything has arrived, whoever was closed is
/// erased, and those who follow accounts were told, once.
/// </summary>
internal sealed class ClosedAccountsStayClosed : Oracle
{
    public override string Promise => "a closed account lets nobody in, and is erased";

    public override void Row(ModelRow row)
    {
        if (row.Before is not Account { End: { } end } before || row.Event is not AccountEvent stored) return;
        Require(stored is not (AccountEvent.SessionStarted or AccountEvent.PasskeyUsed), $"at {row.Offset} somebody came in to {row.Entity.Key}, which is {end.Stage}");
        if (end.Stage == EndStage.Closing) return;
        Require(before is { Sessions.IsEmpty: true, Passkeys.IsEmpty: true, PasswordHash.Length: 0 }, $"{row.Entity.Key} is {end.Stage} and can still be opened");
        Require(stored is AccountEvent.Erased or AccountEvent.RolesChanged, $"at {row.Offset} {stored.GetType().Name} happened to {row.Entity.Key}, which is {end.Stage}");
    }

    public override void AtEnd(World world)
    {
        var leavers = world.Model.Newest<Leaver>();
        foreach (var (id, account) in world.Model.Newest<Account>())
        {
            var isErased = account.End is { Stage: EndStage.Erased };
            Require(isErased || account.End is not { Stage: EndStage.Closed }, $"{id} is closed, and its key was never dropped");
            Require(isErased == (leavers.GetValueOrDefault(id)?.Stage == LeaverStage.Asked), $"{id} is {account.End?.Stage.ToString() ?? "open"}, and those who follow it were told otherwise");
        }
    }
}
