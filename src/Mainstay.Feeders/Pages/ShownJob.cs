using System.Collections.Immutable;
using Mainstay.Feeders.Fleet;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Feeders.Pages;

/// <summary>A device that failed, and why.</summary>
public sealed record ShownFailure(string DeviceId, string? Code)
{
    public string Reason => ShownJob.ReasonOf(Code);
}

/// <summary>Where the devices of one wave are.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Percent">Of all devices, at its end.</param>
public sealed record ShownWave(int Number, int Percent, bool IsBegun, long Devices, long Ended, long Failed);

/// <summary>A roll-out or a bulk reset on a page.</summary>
public sealed class ShownJob
{
    public const int MostFailures = 50;

    private static readonly HashSet<string> s_reasons = new(StringComparer.Ordinal)
    {
        "download", "no-space", "hash-mismatch", "not-healthy", "no-contact", "malformed", "signature-invalid", "wrong-model", "not-newer", "failed-before", "not-installable", "plan-is-newer", "claimed", "superseded", "expired",
    };

    // As both enumerations of states number them.
    private static readonly string[] s_states = ["queued", "in-progress", "succeeded", "failed", "cancelled", "expired"];

    public required string Path { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    public required IReadOnlyList<ShownFailure> Failures { get; init; }

    /// <summary>What stands below the state, such as until when it is good.</summary>
    public string? Note { get; init; }

    public bool CanResume { get; init; }

    public bool IsRunning => State == RolloutState.Running;

    internal RolloutState State { get; init; }

    internal string? Because { get; init; }

    internal ImmutableArray<int> Waves { get; init; } = [];

    internal int Wave { get; init; }

    internal IReadOnlyList<JobCount> Counts { get; init; } = [];

    /// <summary>Nothing moves here any more but by hand.</summary>
    public string Sentence => State switch
    {
        RolloutState.Stopped => Words.T["job.stopped." + (Because == "failures" ? "failures" : "asked")],
        RolloutState.Finished => Words.T["job.finished", Format.At(BegunAt)],
        _ => Words.T["job.running", Format.At(BegunAt)],
    };

    public Tone Tone => ToneOf(State);

    /// <summary>States that some devices are in, with how many; the first four always.</summary>
    public IReadOnlyList<(string State, long Devices)> Figures =>
        [.. s_states.Index().Select(state => (state.Item, Counts.Where(count => count.State == state.Index).Sum(count => count.Devices))).Where((figure, index) => index < 4 || figure.Item2 > 0)];

    internal IReadOnlyList<ShownWave> ShownWaves => [.. Waves.Select((percent, wave) =>
    {
        var counts = Counts.Where(count => count.Wave == wave).ToList();
        return new ShownWave(wave + 1, percent, wave <= Wave, counts.Sum(count => count.Devices), counts.Where(count => count.State >= 2).Sum(count => count.Devices), counts.Where(count => count.State == 3).Sum(count => count.Devices));
    })];

    internal static string ReasonOf(string? code) => code is null ? Words.T["reason.none"] : s_reasons.Contains(code) ? Words.T["reason." + code] : code;

    internal static string TitleOf(BulkReset reset) =>
        $"{reset.Model ?? Words.T.Count("fleet.reset.listed", reset.Devices.Length)} · {Words.T[reset.KeepsSchedule ? "fleet.reset.settings" : "fleet.reset.everything"]}";

    internal static string WordOf(RolloutState state) => Words.T[state switch
    {
        RolloutState.Stopped => "fleet.rollout.stopped",
        RolloutState.Finished => "fleet.rollout.finished",
        _ => "fleet.rollout.running",
    }];

    internal static Tone ToneOf(RolloutState state) => state switch
    {
        RolloutState.Stopped => Tone.Trouble,
        RolloutState.Finished => Tone.Good,
        _ => Tone.Waiting,
    };
}
