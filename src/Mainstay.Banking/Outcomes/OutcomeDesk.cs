using System.Runtime.InteropServices;
using Mainstay.Banking.Orders;
using Mainstay.Entities;

namespace Mainstay.Banking.Outcomes;

/// <summary>A row that changed nothing, and why.</summary>
/// <param name="Row">1-based, not counting a heading.</param>
/// <param name="Reason">format, row-too-long, result-unknown, date-invalid, order-unknown, order-corrected, already-executed or already-failed.</param>
internal sealed record RefusedOutcome(int Row, string Reason);

/// <summary>What a file of outcomes came to.</summary>
/// <param name="Executed">Orders that are paid.</param>
/// <param name="Failed">Orders that could not be paid.</param>
/// <param name="Refused">Rows that changed nothing, at most as many as are listed.</param>
/// <param name="RefusedCount">All of them.</param>
internal sealed record OutcomeFigures(long Executed, long Failed, IReadOnlyList<RefusedOutcome> Refused, long RefusedCount);

/// <summary>Brings the bank's outcomes to their orders. Every row is its order's own matter, so a file that was read in part and is sent again comes to the same.</summary>
internal sealed class OutcomeDesk(EntityHost host)
{
    private const int AtOnce = 256;
    private const int MostListed = 1_000;

    /// <exception cref="JournalFullException">Not now: send the file again.</exception>
    public async Task<OutcomeFigures> TakeAsync(string payoutId, IAsyncEnumerable<OutcomeRow> rows, string actor, CancellationToken cancellationToken)
    {
        long executed = 0, failed = 0, refusedCount = 0;
        var refused = new List<RefusedOutcome>();
        await foreach (var part in Parts(rows, cancellationToken))
        {
            foreach (var (row, reason) in await Task.WhenAll(part.ConvertAll(row => RecordAsync(payoutId, row, actor))))
            {
                if (reason is null && row.Command is PaymentOrderCommand.RecordExecution) executed++;
                else if (reason is null) failed++;
                else if (++refusedCount <= MostListed) refused.Add(new RefusedOutcome(row.Row, reason));
            }
        }

        return new OutcomeFigures(executed, failed, refused, refusedCount);
    }

    private async Task<Recorded> RecordAsync(string payoutId, OutcomeRow row, string actor)
    {
        if (row.Command is null) return new Recorded(row, row.Fault);
        var answer = await host.SendAsync(PaymentOrder.Type, PaymentOrder.StreamOf(payoutId, row.OrderId), row.Command, Request.By(actor));
        return new Recorded(row, answer.Refusal?.Code);
    }

    private static async IAsyncEnumerable<List<OutcomeRow>> Parts(IAsyncEnumerable<OutcomeRow> rows, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var part = new List<OutcomeRow>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            part.Add(row);
            if (part.Count < AtOnce) continue;
            yield return part;
            part = [];
        }

        yield return part;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Recorded(OutcomeRow Row, string? Reason);
}
