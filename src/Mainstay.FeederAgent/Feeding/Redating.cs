using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>Once the clock is known, what was dated by a clock that was not is dated anew: the uptime between then and now is known.</summary>
internal static class Redating
{
    /// <param name="boot">This run of the machine; for meals of an earlier one nothing is known.</param>
    /// <param name="off">How much later it really was.</param>
    public static IEnumerable<Entry> Of(LedgerView ledger, string boot, Duration off) => ledger.Entries.Values
        .Where(entry => !entry.ClockKnown && entry.Boot == boot)
        .Select(entry => entry with
        {
            StartedAt = entry.StartedAt + off,
            EndedAt = entry.EndedAt + off,
            ClockKnown = true,
            Revision = entry.IsFinal ? entry.Revision + 1 : entry.Revision,
        });
}
