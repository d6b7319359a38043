using System.Runtime.InteropServices;

namespace Mainstay.Web.Components;

/// <summary>An axis from zero to a round number at or above the largest value, with a few round steps.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChartScale(double Top, double Step)
{
    private const int WantedSteps = 4;

    public static ChartScale For(double largest)
    {
        if (largest <= 0 || !double.IsFinite(largest)) return new ChartScale(1, 1);
        var step = RoundUp(largest / WantedSteps);
        return new ChartScale(Math.Ceiling(largest / step - 1e-9) * step, step);
    }

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = 0; i * Step <= Top * 1.0001; i++) yield return i * Step;
        }
    }

    // 1, 2, 2.5 or 5 times a power of ten.
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        var digit = value / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 2.5 ? 2.5 : digit <= 5 ? 5 : 10);
    }
}
