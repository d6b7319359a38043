using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Reversals;

/// <summary>A reversal, and the purchases that it might mean.</summary>
/// <param name="Listed">The reversal.</param>
/// <param name="Candidates">Those of which something is left, or that it takes back now; in order of time.</param>
/// <param name="Purchase">The purchase that it takes back; null when none.</param>
/// <param name="IsOpen">Whether somebody may decide: its period is not settled for the person.</param>
internal sealed record OpenedReversal(ListedReversal Listed, IReadOnlyList<ListedTransaction> Candidates, UInt128? Purchase, bool IsOpen);

/// <summary>Shows managers the reversals that a machine cannot decide, and takes their decisions.</summary>
internal sealed class ReversalDesk(EntityHost host, TransactionsView transactions)
{
    public OpenedReversal Open(Programme programme, ListedReversal listed)
    {
        var participant = host.Read(Participant.Type, listed.Participant.ToString());
        if (participant.Reversals.FirstOrDefault(held => held.Key == listed.Key) is not { } reversal) return new OpenedReversal(listed, [], null, IsOpen: false);
        var keys = Competition.InPeriod(participant, programme, programme.Find(reversal.Period)!)
            .Where(purchase => reversal.Purchase == purchase.Key || (reversal.Touches(purchase) && purchase.Row.Outcome != RowOutcome.Reversed)).Select(purchase => purchase.Key);
        return new OpenedReversal(listed, transactions.Find(listed.Participant, [.. keys]), reversal.Purchase, !participant.IsSettled(reversal.Period));
    }

    /// <summary>Refused: not-found, too-late, purchase-unknown.</summary>
    public ValueTask<Answer<Participant>> DecideAsync(Programme programme, ReversalId id, UInt128? purchase, bool isDismissed, Request request) => host.SendAsync(
        Participant.Type, new ParticipantKey(programme.Id, id.AccountId).ToString(), new ParticipantCommand.DecideReversal(programme, id.Key, purchase, isDismissed), request);
}
