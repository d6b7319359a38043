using Mainstay.Web;

namespace Mainstay.Server.Operations;

/// <summary>What whoever looks after the server should know first: what stands still, what will soon, who is being turned away; or that all is well.</summary>
internal static class OperationsVerdict
{
    /// <summary>Less than this is said to be nearly full: a day of the busiest programme fits in.</summary>
    public const long LeastFreeBytes = 5_000_000_000;

    /// <summary>What was found, the worst first; never empty.</summary>
    /// <param name="samples">Oldest first, at least one.</param>
    public static IReadOnlyList<OperationsFinding> Of(IReadOnlyList<OperationsSample> samples)
    {
        var (first, now) = (samples[0], samples[^1]);
        var refused = now.Admission.Refused.Sum() - first.Admission.Refused.Sum();
        List<OperationsFinding> found = [];
        if (now.Figures.MailStandsStill) found.Add(new(Tone.Trouble, OperationsMatter.MailStandsStill));
        if (now.Figures.StoppedEntities > 0) found.Add(new(Tone.Trouble, OperationsMatter.StoppedEntities, now.Figures.StoppedEntities));
        if (now.FreeDiskBytes is { } free and < LeastFreeBytes) found.Add(new(Tone.Trouble, OperationsMatter.DiskNearlyFull, free));
        if (refused > 0) found.Add(new(Tone.Waiting, OperationsMatter.TurnedAway, refused));
        return found.Count > 0 ? found : [new(Tone.Good, OperationsMatter.AllIsWell)];
    }
}

/// <summary>One thing that was found.</summary>
/// <param name="Tone">How bad it is.</param>
/// <param name="Matter">What it is about.</param>
/// <param name="Figure">How many, or how many bytes; 0 where there is nothing to count.</param>
internal sealed record OperationsFinding(Tone Tone, OperationsMatter Matter, long Figure = 0);

/// <summary>What a finding is about.</summary>
internal enum OperationsMatter
{
    AllIsWell,
    TurnedAway,
    DiskNearlyFull,
    StoppedEntities,
    MailStandsStill,
}
