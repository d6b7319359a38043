namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>What somebody has made up their mind to ask after a look at what was there, and will ask later: in between, everything may have changed.</summary>
internal sealed class Intentions
{
    private const int Kept = 30;
    private readonly List<IAsk> _waiting = [];

    /// <summary>Asked later, or now.</summary>
    public IAsk? Of(Random random, IAsk? ask)
    {
        if (ask is null || random.Next(2) == 0) return ask ?? Any(random);
        _waiting.Add(ask);
        if (_waiting.Count > Kept) _waiting.RemoveAt(0);
        return random.Next(2) == 0 ? Any(random) : null;
    }

    private IAsk? Any(Random random)
    {
        if (_waiting.Count == 0) return null;
        var index = random.Next(_waiting.Count);
        var ask = _waiting[index];
        _waiting.RemoveAt(index);
        return ask;
    }
}
