using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>A chip that loses the time or steps, a time server that is away or lies. Each feeder's quartz drifts in any case.</summary>
internal sealed class ClockTroubles(Household household, Moments moments)
{
    private readonly Random _random = household.Random;

    public async Task LiveAsync()
    {
        while (await moments.NextAsync())
        {
            switch (_random.Next(4))
            {
                case 0: await ChipAsync(null); break;
                case 1: await ChipAsync(Duration.FromMinutes(_random.Next(-120, 180))); break;
                case 2: await TimeSourceAsync(null, Duration.FromMinutes(_random.Next(30, 2_000))); break;
                case 3: await TimeSourceAsync(Duration.FromMinutes(_random.Next(-90, 90)), Duration.FromMinutes(_random.Next(1, 120))); break;
            }
        }
    }

    /// <summary>A chip is read when the power comes back.</summary>
    private async Task ChipAsync(Duration? off)
    {
        if (!household.HasChip) return;
        var trouble = household.Begin(TroubleKind.Chip);
        household.Home.ChipOff = off;
        await new PowerTroubles(household, moments).CutAsync(Duration.FromMinutes(_random.Next(1, 40)));
        await household.WaitAsync(Duration.FromMinutes(_random.Next(10, 600)));
        household.Home.ChipOff = Duration.Zero;
        trouble.To = household.Now;
    }

    private async Task TimeSourceAsync(Duration? off, Duration length)
    {
        var trouble = household.Begin(TroubleKind.TimeSource);
        household.Home.NetworkTimeOff = off;
        await household.WaitAsync(length);
        household.Home.NetworkTimeOff = Duration.Zero;
        trouble.To = household.Now;
    }
}
