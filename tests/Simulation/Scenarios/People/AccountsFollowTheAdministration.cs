using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.People;

/// <summary>Once set up, there is always an administrator; and when all mail has arrived, those have the role whom the administration names.</summary>
internal sealed class AccountsFollowTheAdministration : Oracle
{
    public override string Promise => "the administration decides who administrates, and the last one cannot go";

    public override void Row(ModelRow row) =>
        Require(row is not { Before: Administration { IsSetUp: true }, After: Administration { IsSetUp: false } }, $"at {row.Offset} the last administrator went");

    public override void AtEnd(World world)
    {
        var named = world.Model.StateOf(Administration.Type, "only").AccountIds;
        foreach (var (id, account) in world.Model.Newest<Account>())
        {
            Require(account.Roles.HasFlag(RoleSet.Administrator) == named.Contains(id, StringComparer.Ordinal), $"{id} has the roles {account.Roles}, and the administration names {string.Join(", ", named)}");
        }
    }
}
