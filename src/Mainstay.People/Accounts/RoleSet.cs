using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Mainstay.People.Accounts;

/// <summary>What an account may do. Everybody is a member.</summary>
[Flags]
internal enum RoleSet
{
    None = 0,
    Member = 1,
    Shop = 2,
    Operator = 4,
    Manager = 8,
    Administrator = 16,
}

/// <summary>The roles' names in the API and in stored events.</summary>
internal static class RoleNames
{
    public static readonly ImmutableArray<RoleSet> All = [RoleSet.Member, RoleSet.Shop, RoleSet.Operator, RoleSet.Manager, RoleSet.Administrator];

    private static readonly FrozenDictionary<string, RoleSet> ByName = All.ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Names in a fixed order, most common first.</summary>
    public static ImmutableArray<string> Of(RoleSet roles) => [.. All.Where(role => roles.HasFlag(role)).Select(NameOf)];

    /// <summary>The roles so named; null when one is unknown.</summary>
    public static RoleSet? TryParse(IEnumerable<string?> names)
    {
        var roles = RoleSet.None;
        foreach (var name in names)
        {
            if (name is null || !ByName.TryGetValue(name, out var role)) return null;
            roles |= role;
        }
        return roles;
    }

    public static string NameOf(RoleSet role) => role switch
    {
        RoleSet.Member => "member",
        RoleSet.Shop => "shop",
        RoleSet.Operator => "operator",
        RoleSet.Manager => "manager",
        RoleSet.Administrator => "administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a single role."),
    };
}
