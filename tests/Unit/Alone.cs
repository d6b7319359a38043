namespace Mainstay.Tests.Unit;

/// <summary>Tests that look at the memory of the whole process: none other runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
