using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>What every refusal to start says.</summary>
internal static class DamageWords
{
    public static void AssertSaysWhatToDo(StoreDamagedException refused)
    {
        Assert.Contains("Nothing was changed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("mainstay restore", refused.Message, StringComparison.Ordinal);
    }
}
