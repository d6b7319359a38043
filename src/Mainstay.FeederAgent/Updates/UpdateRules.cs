using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Updates;

/// <summary>Whether a program is taken, and when it may take over. Pure.</summary>
internal static class UpdateRules
{
    /// <summary>No change of program this close to a meal, before or after.</summary>
    public static readonly Duration Distance = Duration.FromMinutes(15);

    /// <summary>So often a release is tried that was well but did not reach its server: the server may have been away.</summary>
    public const int TriesWithoutContact = 3;

    /// <returns>One of <see cref="FirmwareCodes"/>; null: it is taken.</returns>
    public static string? Refusal(FirmwareManifest manifest, string? model, ReleaseRecord current, IReadOnlyList<FailedRelease> failed)
    {
        if (manifest.Model != model) return FirmwareCodes.WrongModel;
        if (manifest.Release <= current.Release) return FirmwareCodes.NotNewer;
        var before = failed.Where(other => other.Release == manifest.Release).ToList();
        return before.Any(other => other.Why != FirmwareCodes.NoContact) || before.Count >= TriesWithoutContact ? FirmwareCodes.FailedBefore : null;
    }

    /// <summary>
    /// By the clock that meals go by, known or not: while it is not, meals come at its times too, so the distance to them is what it says. No date is asked for, so a good program can always come.
    /// </summary>
    public static bool IsFarFromMeals(AdoptedPlan adopted, LedgerView ledger, ClockReading clock)
    {
        if (ledger.Open is not null || !ledger.Waiting.IsEmpty) return false;
        if (Occurrences.Between(adopted.Plan, clock.Now - Distance, clock.Now + Distance).Any()) return false;
        return !ledger.Entries.Values.Any(entry => entry.EndedAt > clock.Now - Distance && entry.EndedAt <= clock.Now && entry.StartedAt is not null);
    }
}
