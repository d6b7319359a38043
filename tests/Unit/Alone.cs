namespace Mainstay.Tests.Unit;

/// <summary>Tests that look at what the whole process shares, its memory or its meters: none other runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
