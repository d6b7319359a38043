namespace Mainstay.FeederAgent.Hardware;

/// <summary>What a simulated feeder is built of.</summary>
internal sealed record SimulatedParts
{
    public double GramsPerPortion { get; init; } = 10;
    public double HopperGrams { get; init; } = 3000;

    /// <summary>A counter of places that survives a power cut.</summary>
    public bool HasCounter { get; init; } = true;

    /// <summary>A switch that shows whether the wheel stands between two places.</summary>
    public bool HasIndexSwitch { get; init; } = true;
    public bool HasScale { get; init; } = true;
    public bool CanReverse { get; init; } = true;

    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The motor's longest time.</summary>
    public TimeSpan LongestTurn { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>The things themselves, which stay as they are when the power goes: food, wheel, counter.</summary>
internal sealed class FeederBody(SimulatedParts parts)
{
    public SimulatedParts Parts { get; } = parts;

    /// <summary>Called when the wheel has moved.</summary>
    public Action? Changed { get; init; }

    /// <summary>Called when a portion has truly dropped.</summary>
    public Action? Arrived { get; init; }

    public double HopperGrams { get; set; } = parts.HopperGrams;

    public double BowlGrams { get; set; }

    /// <summary>Portions that have truly dropped, ever.</summary>
    public long Dropped { get; set; }

    public long Counter { get; set; }

    /// <summary>How far the wheel is on its way to the next place, 0 to 1.</summary>
    public double Way { get; set; }

    /// <summary>How many turns are stuck; turning back frees one where <see cref="IsJamFirm"/> is false.</summary>
    public bool IsJammed { get; set; }

    /// <summary>Turning back does not free it: a person has to.</summary>
    public bool IsJamFirm { get; set; }

    public void Move(double way)
    {
        Way = Math.Max(Way, way);
        Changed?.Invoke();
    }

    /// <summary>The wheel came to its next place.</summary>
    public void Arrive()
    {
        Way = 0;
        Counter++;
        var grams = Math.Min(Parts.GramsPerPortion, HopperGrams);
        if (grams > 0) Drop(grams);
        Changed?.Invoke();
    }

    private void Drop(double grams)
    {
        HopperGrams -= grams;
        BowlGrams += grams;
        Dropped++;
        Arrived?.Invoke();
    }

    public void Fill() => HopperGrams = Parts.HopperGrams;

    public void FreeJam() => (IsJammed, IsJamFirm) = (false, false);
}
