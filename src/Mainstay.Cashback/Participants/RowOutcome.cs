using System.Diagnostics;

namespace Mainstay.Cashback.Participants;

/// <summary>What became of a row at its participant. The numbers are stored: add, never change.</summary>
internal enum RowOutcome : byte
{
    /// <summary>A purchase that counts, or a reversal that takes back one that counted.</summary>
    Counted = 1,

    /// <summary>A reversal whose purchase has not come. Once its period's rows are no longer processed, it is said to be unmatched.</summary>
    Waiting = 2,

    /// <summary>A purchase of which nothing is left.</summary>
    Reversed = 3,

    /// <summary>A reversal that several purchases fit: a person decides.</summary>
    Ambiguous = 4,

    /// <summary>A reversal of more than is left of its purchase: a person decides.</summary>
    TooLarge = 5,
    OutsidePeriod = 10,
    BeforeActivation = 11,
    AfterDeactivation = 12,
    BeforeTerms = 13,
    TooLate = 14,
    Circuit = 15,
    Channel = 16,
    Mcc = 17,
    MinimumAmount = 18,

    /// <summary>A reversal of which a person has decided that it takes nothing back.</summary>
    Dismissed = 19,

    /// <summary>The person left the programme, and what they had in the period is forfeited.</summary>
    Withdrawn = 20,
}

/// <summary>The words of the API for outcomes and reasons.</summary>
internal static class RowOutcomes
{
    /// <summary>The word for a reversal that waits in vain.</summary>
    public const string Unmatched = "unmatched";

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
        (RowOutcome.Dismissed, "dismissed"),
        (RowOutcome.Withdrawn, "withdrawn"),
        (RowOutcome.Ambiguous, "ambiguous"),
        (RowOutcome.TooLarge, "too-large"),
    ];

    /// <summary>Every word that a row of a file may be listed under.</summary>
    public static bool IsWord(string word) => word is "counted" or "not-counted" or "duplicate" or "waiting" or "parked" or Unmatched or "reversed" or "rejected" or "not-ours";

    /// <summary>counted, waiting, reversed, parked or not-counted.</summary>
    public static string Word(this RowOutcome outcome) => outcome switch
    {
        RowOutcome.Counted => "counted",
        RowOutcome.Waiting => "waiting",
        RowOutcome.Reversed => "reversed",
        RowOutcome.Ambiguous or RowOutcome.TooLarge => "parked",
        _ => "not-counted",
    };

    /// <summary>Why a row does not count, or is parked; null for the other outcomes.</summary>
    public static string? Reason(this RowOutcome outcome) => Array.Find(Reasons, pair => pair.Outcome == outcome).Reason;

    /// <summary>Whether nothing was taken back by a reversal of this outcome, and it may yet be.</summary>
    public static bool IsOpen(this RowOutcome outcome) => outcome is RowOutcome.Waiting or RowOutcome.Ambiguous or RowOutcome.TooLarge;

    /// <param name="reason">The reason of a judgement, or null when it counts.</param>
    public static RowOutcome OfReason(string? reason) =>
        reason is null ? RowOutcome.Counted
        : Array.Find(Reasons, pair => pair.Reason == reason) is { Reason: not null } found ? found.Outcome
        : throw new UnreachableException(reason);
}
