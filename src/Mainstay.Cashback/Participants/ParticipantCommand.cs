using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>What may be asked of a participant. Commands are never stored, so they bring the programme's rules along.</summary>
internal abstract record ParticipantCommand
{
    /// <summary>Refused: too-young; already-member (with another tax id).</summary>
    internal sealed record Join(Programme Programme, DateOnly BirthDate, Sealed<Identity> Identity, string? TaxIdKey) : ParticipantCommand;

    /// <summary>Refused: iban-deadline-passed.</summary>
    internal sealed record SetIban(Programme Programme, Sealed<BankAccount> Account) : ParticipantCommand;

    /// <summary>Refused: instrument-given-back. Does nothing when the same instrument is active already.</summary>
    internal sealed record AddInstrument(Programme Programme, string InstrumentId, string Key, Sealed<CardFace> Face) : ParticipantCommand;

    /// <summary>Refused: not-found. Does nothing when it is removed already.</summary>
    internal sealed record RemoveInstrument(Programme Programme, string InstrumentId) : ParticipantCommand;

    /// <summary>Does nothing when the transaction was taken before, or the instrument is not here.</summary>
    internal sealed record TakeRow(Programme Programme, string FileId, int FileRow, string InstrumentId, AcquirerRow Row, UInt128 Key) : ParticipantCommand;

    /// <summary>Does nothing when nothing counted in the period, or it is settled already.</summary>
    internal sealed record SettlePeriod(Programme Programme, string Period) : ParticipantCommand;

    /// <summary>Does nothing when nothing is due any more, or there is no account to pay it to.</summary>
    /// <param name="Programme">The rules.</param>
    /// <param name="Period">The closed period.</param>
    /// <param name="PayoutId">The payout.</param>
    /// <param name="OrderId">The order's name if it is made.</param>
    /// <param name="TotalDueMinor">What is due to all, for the cut when it passes the budget.</param>
    internal sealed record OrderPayment(Programme Programme, ProgrammePeriod Period, string PayoutId, string OrderId, long TotalDueMinor) : ParticipantCommand;

    internal sealed record LoseTaxId(string TaxIdKey) : ParticipantCommand;

    internal sealed record LoseInstrument(string InstrumentId) : ParticipantCommand;
}

/// <summary>A tax id that was claimed is somebody else's by now.</summary>
internal sealed record TaxIdTaken(string TaxIdKey) : Letter;

/// <summary>An instrument that was claimed is somebody else's by now.</summary>
internal sealed record InstrumentTaken(string InstrumentId) : Letter;
