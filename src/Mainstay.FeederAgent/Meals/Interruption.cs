using Mainstay.FeederAgent.Hardware;

namespace Mainstay.FeederAgent.Meals;

/// <summary>What the hardware shows, after a power cut, of the portion that was in flight.</summary>
/// <param name="Counter">The wheel's counter now, where it survives a power cut.</param>
/// <param name="Wheel">Where the wheel stands.</param>
/// <param name="BowlGrams">The bowl's weight now, where there is a scale.</param>
internal readonly record struct Evidence(long? Counter, WheelPosition Wheel, double? BowlGrams);

/// <summary>Whether a portion dropped of which the program did not see the end.</summary>
internal static class Interruption
{
    /// <summary>The entry without a portion in flight: it was given, was not given, or nobody knows and the owner's rule decides.</summary>
    public static Entry Settle(Entry entry, Evidence evidence, InterruptedPolicy policy, double gramsPerPortion)
    {
        var settled = entry with { InFlight = false, CounterBefore = null, BowlBefore = null };
        return Dropped(entry, evidence, gramsPerPortion) switch
        {
            true => settled with { Given = entry.Given + 1 },
            false => settled,
            null when policy == InterruptedPolicy.Finish => settled,
            null => settled with { Doubtful = entry.Doubtful + 1 },
        };
    }

    /// <summary>Null: nobody knows. A wheel between two places has not finished: turning on to the next place gives the rest of this same portion.</summary>
    private static bool? Dropped(Entry entry, Evidence evidence, double gramsPerPortion)
    {
        if (entry.CounterBefore is { } before && evidence.Counter is { } now) return now > before;
        if (evidence.Wheel == WheelPosition.Between) return false;
        // A bowl that got heavier got a portion. One that did not may have been eaten from meanwhile: that shows nothing.
        if (entry.BowlBefore is { } empty && evidence.BowlGrams is { } full && full - empty > gramsPerPortion / 2) return true;
        return null;
    }
}
