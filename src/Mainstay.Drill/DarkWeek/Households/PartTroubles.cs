using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>The wheel is stuck, the hopper runs empty; a person comes and puts it right. And somebody presses the button between meals.</summary>
internal sealed class PartTroubles(Household household, Moments moments)
{
    private readonly Random _random = household.Random;

    public async Task LiveAsync()
    {
        while (await moments.NextAsync())
        {
            switch (_random.Next(3))
            {
                case 0: await JamAsync(); break;
                case 1: await EmptyAsync(); break;
                case 2: await PressAsync(); break;
            }
        }
    }

    private async Task JamAsync()
    {
        var trouble = household.Begin(TroubleKind.Jammed);
        (household.Home.Body.IsJammed, household.Home.Body.IsJamFirm) = (true, household.Coin());
        await household.WaitAsync(Duration.FromMinutes(_random.Next(1, 180)));
        household.Home.Body.FreeJam();
        trouble.To = household.Now;
    }

    private async Task EmptyAsync()
    {
        var trouble = household.Begin(TroubleKind.Empty);
        household.Home.Body.HopperGrams = 0;
        await household.WaitAsync(Duration.FromMinutes(_random.Next(1, 900)));
        household.Home.Body.Fill();
        trouble.To = household.Now;
    }

    /// <summary>Where nobody can take the portion for a meal's.</summary>
    private async Task PressAsync()
    {
        if (moments.IsQuiet && household.IsUndisturbed) household.PressButton();
        await household.WaitAsync(Duration.FromMinutes(1));
    }
}
