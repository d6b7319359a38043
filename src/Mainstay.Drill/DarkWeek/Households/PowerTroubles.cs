using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>The power goes and comes back; half of the times while a meal is being given, sometimes at one certain write to the disk. And the program is killed.</summary>
internal sealed class PowerTroubles(Household household, Moments moments)
{
    private readonly Random _random = household.Random;

    public async Task LiveAsync()
    {
        while (await moments.NextAsync())
        {
            switch (_random.Next(5))
            {
                case 0 or 1: await CutAsync(Duration.FromSeconds(_random.Next(1, 300))); break;
                case 2: await CutAsync(Duration.FromMinutes(_random.Next(5, 600))); break;
                case 3: await CutAtAWriteAsync(); break;
                case 4: household.KillProgram(); break;
            }
        }
    }

    public async Task CutAsync(Duration length)
    {
        household.Home.CutPower();
        await household.WaitAsync(length);
        household.PowerOn();
    }

    /// <summary>The last write is on the disk or is not.</summary>
    private async Task CutAtAWriteAsync()
    {
        var home = household.Home;
        (home.CutsAfterCommits, home.IsLastCommitKept) = (_random.Next(1, 6), household.Coin());
        for (var minutes = _random.Next(1, 30); minutes > 0 && home.Feeder is not null; minutes--) await household.WaitAsync(Duration.FromMinutes(1));
        home.CutsAfterCommits = null;
        if (home.Feeder is not null) return;
        await household.WaitAsync(Duration.FromMinutes(_random.Next(0, 90)));
        household.PowerOn();
    }
}
