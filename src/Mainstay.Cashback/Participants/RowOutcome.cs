using System.Diagnostics;

namespace Mainstay.Cashback.Participants;

/// <summary>What became of a row at its participant. The numbers are stored: add, never change.</summary>
internal enum RowOutcome : byte
{
    Counted = 1,
    Waiting = 2,
    OutsidePeriod = 10,
    BeforeActivation = 11,
    AfterDeactivation = 12,
    BeforeTerms = 13,
    TooLate = 14,
    Circuit = 15,
    Channel = 16,
    Mcc = 17,
    MinimumAmount = 18,
}

/// <summary>The words of the API for outcomes and reasons.</summary>
internal static class RowOutcomes
{
    private static readonly (RowOutcome Outcome, string Reason)[] Reasons =
    [
        (RowOutcome.OutsidePeriod, "outside-period"),
        (RowOutcome.BeforeActivation, "before-activation"),
        (RowOutcome.AfterDeactivation, "after-deactivation"),
        (RowOutcome.BeforeTerms, "before-terms"),
        (RowOutcome.TooLate, "too-late"),
        (RowOutcome.Circuit, "circuit"),
        (RowOutcome.Channel, "channel"),
        (RowOutcome.Mcc, "mcc"),
        (RowOutcome.MinimumAmount, "minimum-amount"),
    ];

    /// <summary>counted, waiting or not-counted.</summary>
    public static string Word(this RowOutcome outcome) => outcome switch
    {
        RowOutcome.Counted => "counted",
        RowOutcome.Waiting => "waiting",
        _ => "not-counted",
    };

    /// <summary>Why a purchase does not count; null for the other outcomes.</summary>
    public static string? Reason(this RowOutcome outcome) => Array.Find(Reasons, pair => pair.Outcome == outcome).Reason;

    /// <param name="reason">The reason of a judgement, or null when it counts.</param>
    public static RowOutcome OfReason(string? reason) =>
        reason is null ? RowOutcome.Counted
        : Array.Find(Reasons, pair => pair.Reason == reason) is { Reason: not null } found ? found.Outcome
        : throw new UnreachableException(reason);
}
