using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Periods;

/// <summary>How beginning a payout ended.</summary>
/// <param name="Refusal">nothing-due, or null.</param>
/// <param name="Answer">The period's answer; unset when nothing is due.</param>
/// <param name="PayoutId">The payout's name, whether it was begun now or before by the same request.</param>
internal sealed record BegunPayout(Refusal? Refusal, Answer<Period> Answer, string PayoutId);

/// <summary>Begins closings and payouts for managers; <see cref="PeriodWorker"/> does the work.</summary>
internal sealed class PeriodDesk(EntityHost host, EntitlementsView entitlements)
{
    /// <summary>Refused: period-not-over, already-closed.</summary>
    public ValueTask<Answer<Period>> BeginClosingAsync(Programme programme, ProgrammePeriod period, Request request) =>
        host.SendAsync(Period.Type, Period.StreamOf(programme.Id, period.Id), new PeriodCommand.BeginClosing(programme, period), request);

    /// <summary>
    /// Refused: nothing-due, period-not-closed, payout-in-progress. The caller has waited for <see cref="EntitlementsView"/>; whoever is not in it yet is paid by
    /// the next payout.
    /// </summary>
    public async Task<BegunPayout> BeginPayoutAsync(Programme programme, ProgrammePeriod period, Request request)
    {
        var stream = Period.StreamOf(programme.Id, period.Id);
        var payoutId = PayoutNames.PayoutOf(request.Id);
        var before = host.Read(Period.Type, stream);
        if (before is { State: PeriodState.Closed, Paying: null } && before.Find(payoutId) is null
            && entitlements.Preview(programme.Id, period, before.Figures.TotalDueMinor).Orders == 0)
        {
            return new BegunPayout(Refusal.Of("nothing-due"), default, payoutId);
        }

        return new BegunPayout(null, await host.SendAsync(Period.Type, stream, new PeriodCommand.BeginPayout(payoutId), request), payoutId);
    }
}
