using System.Diagnostics;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Money;

/// <summary>The rules of a purse.</summary>
internal static class PurseDecider
{
    private const long Fee = 1;

    public static Decision<PurseEvent> Decide(Purse purse, PurseCommand command, Context context) => command switch
    {
        PurseCommand.Send send => Send(purse, send),
        PurseCommand.ShareOut share => ShareOut(purse, share),
        PurseCommand.Hold hold => PutHold(purse, hold),
        PurseCommand.Release release => purse.Holds.Any(hold => hold.Id == release.HoldId) ? new PurseEvent.HoldReleased(release.HoldId) : Decision<PurseEvent>.Nothing,
        PurseCommand.Name name => new PurseEvent.Named(new Sealed<string>("somebody", name.Value)),
        PurseCommand.Close => purse.IsClosed ? Decision<PurseEvent>.Nothing : new PurseEvent.Closed(),
        PurseCommand.Reopen => purse.IsClosed ? new PurseEvent.Reopened() : Decision<PurseEvent>.Nothing,
        PurseCommand.Take take => purse.IsClosed
            ? new PurseEvent.Bounced(take.Payment.TransferId, take.Payment.From, take.Payment.Amount)
            : new PurseEvent.Credited(take.Payment.TransferId, take.Payment.Amount),
        PurseCommand.TakeBack back => new PurseEvent.TakenBack(back.Returned.TransferId, back.Returned.Amount),

        // Believes whoever wakes it: that a tick has its effect once is the host's promise, not the decider's caution.
        PurseCommand.Expire expire => new PurseEvent.HoldsExpired(expire.Due),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Decision<PurseEvent> Send(Purse purse, PurseCommand.Send send)
    {
        if (purse.IsClosed) return Refusal.Of("purse.closed");
        if (send.Amount + (send.WithFee ? Fee : 0) > purse.Available) return Refusal.Of("purse.insufficient", "amount");
        var sent = new PurseEvent.Sent(send.TransferId, send.To, send.Amount);
        Decision<PurseEvent> decision = send.WithFee ? (PurseEvent[])[sent, new PurseEvent.FeePaid(send.TransferId + "-fee", Fee)] : sent;
        return decision.Answering($"left {purse.Available - send.Amount} of {send.TransferId}");
    }

    private static Decision<PurseEvent> ShareOut(Purse purse, PurseCommand.ShareOut share)
    {
        if (2 * share.AmountEach > purse.Available) return Refusal.Of("purse.insufficient", "amount");
        return new PurseEvent.Shared([new(share.TransferId + "-a", share.To, share.AmountEach), new(share.TransferId + "-b", share.AndTo, share.AmountEach)]);
    }

    private static Decision<PurseEvent> PutHold(Purse purse, PurseCommand.Hold hold)
    {
        if (purse.IsClosed) return Refusal.Of("purse.closed");
        if (hold.Amount > purse.Available) return Refusal.Of("purse.insufficient", "amount");
        if (purse.Holds.Length >= 3) return Refusal.Of("purse.holds-full");
        return new PurseEvent.Held(hold.HoldId, hold.Amount, hold.Due);
    }
}
