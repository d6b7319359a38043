using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What may be asked of a participant. Commands are never stored, so they bring the programme's rules along.</summary>
internal abstract record ParticipantCommand
{
    /// <summary>Refused: too-young; already-member (with another tax id).</summary>
    internal sealed record Join(Programme Programme, DateOnly BirthDate, Sealed<Identity> Identity, string? TaxIdKey) : ParticipantCommand;

    /// <summary>Refused: not-a-member. Does nothing for somebody who has left already.</summary>
    internal sealed record Withdraw(Programme Programme) : ParticipantCommand;

    /// <summary>Refused: withdrawn, iban-deadline-passed, iban-changed-since.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="Account">Where the person wants to be paid.</param>
    /// <param name="InsteadOf">The account that they saw when they gave this one, as <see cref="IbanDesk.Shown"/> writes it; null: whichever is on file.</param>
    internal sealed record SetIban(Programme Programme, Sealed<BankAccount> Account, string? InsteadOf = null) : ParticipantCommand;

    /// <summary>Does nothing when the same instrument is active already, or the id was used before.</summary>
    internal sealed record AddInstrument(Programme Programme, string InstrumentId, string Key, Sealed<CardFace> Face, bool AwaitsCheck = false) : ParticipantCommand;

    /// <summary>What the issuer says of a card. Does nothing unless its answer is awaited and the card is active.</summary>
    internal sealed record RecordCheck(Programme Programme, string InstrumentId, CheckAnswer Answer) : ParticipantCommand;

    /// <summary>Refused: not-found. Does nothing when it is removed already.</summary>
    internal sealed record RemoveInstrument(Programme Programme, string InstrumentId) : ParticipantCommand;

    /// <summary>Refused: day-not-begun. Does nothing when the transaction was taken before, or the instrument is not here.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="FileId">The file it came in.</param>
    /// <param name="FileRow">1-based.</param>
    /// <param name="InstrumentId">With which it was made.</param>
    /// <param name="Row">The transaction.</param>
    /// <param name="Key">Names it.</param>
    /// <param name="IsClosed">Its period is closed or being closed: nothing counts in it any more, whatever the clock says.</param>
    internal sealed record TakeRow(Programme Programme, string FileId, int FileRow, string InstrumentId, AcquirerRow Row, UInt128 Key, bool IsClosed = false) : ParticipantCommand;

    /// <summary>A person decides which purchase a reversal takes back, or that it takes back none; or takes back their decision. Refused: not-found, too-late, purchase-unknown.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="Key">The reversal.</param>
    /// <param name="Purchase">What it takes back; null: not decided.</param>
    /// <param name="IsDismissed">It takes back nothing.</param>
    internal sealed record DecideReversal(Programme Programme, UInt128 Key, UInt128? Purchase, bool IsDismissed) : ParticipantCommand;

    /// <summary>Does nothing when nothing counted in the period, or it is settled already.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="Period">The period.</param>
    /// <param name="AccountId">Whose this is.</param>
    /// <param name="LastPrizePlace">The last place in the ranking that gets the prize; null when nobody does.</param>
    internal sealed record SettlePeriod(Programme Programme, string Period, string AccountId, RankPlace? LastPrizePlace) : ParticipantCommand;

    /// <summary>Does nothing when nothing is due any more, or there is no account to pay it to.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="Period">The closed period.</param>
    /// <param name="PayoutId">The payout.</param>
    /// <param name="OrderId">The order's name if it is made.</param>
    /// <param name="TotalDueMinor">What is due to all, for the cut when it passes the budget.</param>
    internal sealed record OrderPayment(Programme Programme, ProgrammePeriod Period, string PayoutId, string OrderId, long TotalDueMinor) : ParticipantCommand;

    /// <summary>What the bank says of an order. Does nothing unless it is the order that counts.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="ExecutedOn">The day on which it was paid; null: it failed.</param>
    /// <param name="Reason">Why it failed.</param>
    internal sealed record RecordOutcome(OrderName Order, DateOnly? ExecutedOn, string? Reason) : ParticipantCommand;

    /// <summary>Does nothing unless it is the membership that was denied.</summary>
    internal sealed record LoseTaxId(string TaxIdKey, int Membership) : ParticipantCommand;

    internal sealed record LoseInstrument(string InstrumentId) : ParticipantCommand;
}

/// <summary>A tax id that was claimed is somebody else's by now.</summary>
/// <param name="TaxIdKey">Names the tax id's stream.</param>
/// <param name="Membership">Which of the participant's memberships is denied.</param>
internal sealed record TaxIdTaken(string TaxIdKey, int Membership) : Letter;

/// <summary>An instrument that was added had been somebody else's a moment before.</summary>
internal sealed record InstrumentTaken(string InstrumentId) : Letter;
