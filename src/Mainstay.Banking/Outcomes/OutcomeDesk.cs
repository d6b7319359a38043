using System.Runtime.InteropServices;
using System.Text;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Entities;

namespace Mainstay.Banking.Outcomes;

/// <summary>A row that changed nothing, and why.</summary>
/// <param name="Row">1-based, not counting a heading.</param>
/// <param name="Reason">format, row-too-long, reason-too-long, reference-too-long, result-unknown, date-invalid, order-unknown, order-corrected, already-executed or already-failed.</param>
internal sealed record RefusedOutcome(int Row, string Reason);

/// <summary>What a file of outcomes came to.</summary>
/// <param name="Executed">Orders that are paid.</param>
/// <param name="Failed">Orders that could not be paid.</param>
/// <param name="Refused">Rows that changed nothing, at most as many as are listed.</param>
/// <param name="RefusedCount">All of them.</param>
internal sealed record OutcomeFigures(long Executed, long Failed, IReadOnlyList<RefusedOutcome> Refused, long RefusedCount);

/// <summary>A file of outcomes as it was taken.</summary>
/// <param name="Noted">The payout's answer: nothing was read unless it is ok.</param>
/// <param name="Figures">What the rows came to; null when the file is not UTF-8, whose rows before the first wrong character were taken.</param>
internal sealed record TakenOutcomes(Answer<Payout> Noted, OutcomeFigures? Figures);

/// <summary>Brings the bank's outcomes to their orders. Every row is its order's own matter, so a file that was read in part and is sent again comes to the same.</summary>
internal sealed class OutcomeDesk(EntityHost host, TimeProvider clock)
{
    private const int AtOnce = 256;
    private const int MostListed = 1_000;

    /// <param name="payoutId">The payout.</param>
    /// <param name="file">See <see cref="OutcomeFile"/>.</param>
    /// <param name="request">Who sends it; with an id, a repeat is known as one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalFullException">Not now: send the file again.</exception>
    public async Task<TakenOutcomes> TakeAsync(string payoutId, Stream file, Request request, CancellationToken cancellationToken)
    {
        var noted = await host.SendAsync(Payout.Type, payoutId, new PayoutCommand.NoteOutcomes(), request);
        if (!noted.Ok) return new TakenOutcomes(noted, null);
        try
        {
            var rows = OutcomeFile.ReadAsync(file, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
            return new TakenOutcomes(noted, await TakeAsync(payoutId, rows, request.Actor, cancellationToken));
        }
        catch (DecoderFallbackException)
        {
            return new TakenOutcomes(noted, null);
        }
    }

    /// <exception cref="JournalFullException">Not now: send the rows again.</exception>
    public async Task<OutcomeFigures> TakeAsync(string payoutId, IAsyncEnumerable<OutcomeRow> rows, string actor, CancellationToken cancellationToken)
    {
        long executed = 0, failed = 0, refusedCount = 0;
        var (refused, told) = (new List<RefusedOutcome>(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var part in rows.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            foreach (var (row, reason) in await Task.WhenAll(part.Select(row => RecordAsync(payoutId, row, actor))))
            {
                if (reason is not null)
                {
                    if (++refusedCount <= MostListed) refused.Add(new RefusedOutcome(row.Row, reason));
                }
                else if (told.Add(row.OrderId)) // An order that a file names twice is one order.
                {
                    if (row.Command is PaymentOrderCommand.RecordExecution) executed++;
                    else failed++;
                }
            }
        }

        // Who is paid, or is not, is told by mail: whoever was answered here finds it with them.
        await host.WaitForMailAsync(cancellationToken);
        return new OutcomeFigures(executed, failed, refused, refusedCount);
    }

    private async Task<Recorded> RecordAsync(string payoutId, OutcomeRow row, string actor)
    {
        if (row.Command is null) return new Recorded(row, row.Fault);
        var answer = await host.SendAsync(PaymentOrder.Type, PaymentOrder.StreamOf(payoutId, row.OrderId), row.Command, Request.By(actor));
        return new Recorded(row, answer.Refusal?.Code);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Recorded(OutcomeRow Row, string? Reason);
}
