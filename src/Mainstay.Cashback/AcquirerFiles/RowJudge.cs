using System.Collections.Immutable;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Asks the participant of each row what it comes to. Rows of one participant keep their order; rows of different ones are decided side by side.</summary>
internal sealed class RowJudge(EntityHost host, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock)
{
    // Each may read two rows of the store: some milliseconds, after which those who wait for a processor come in between.
    private const int RowsInATurn = 32;

    private static readonly Request Intake = Request.By("intake");

    /// <returns>What is recorded, in the rows' order; nothing for a row whose instrument turns out to be nobody's.</returns>
    public async Task<ImmutableArray<RecordedRow>> JudgeAsync(Programme programme, string fileId, List<FiledRow> rows, CancellationToken cancellationToken)
    {
        var (today, closed) = (programme.Zone.DateOf(now.GetUtcNow()), ClosedPeriods(programme));
        var judging = new Task<RecordedRow?>[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (i % RowsInATurn == 0) await Task.Yield();
            judging[i] = JudgeAsync(programme, today, closed, fileId, rows[i], cancellationToken);
        }

        var recorded = await Task.WhenAll(judging);
        return [.. recorded.OfType<RecordedRow>()];
    }

    // Only where the clock was set back does this say more than the days of the grace do.
    private HashSet<string> ClosedPeriods(Programme programme) =>
        [.. programme.Periods.Select(period => period.Id).Where(period => host.Read(Period.Type, Period.StreamOf(programme.Id, period)).State != PeriodState.Open)];

    private async Task<RecordedRow?> JudgeAsync(Programme programme, DateOnly today, HashSet<string> closed, string fileId, FiledRow row, CancellationToken cancellationToken)
    {
        if (row.Data is not { } data) return new RecordedRow(row.Row, "rejected", row.Reason, row.Column, row.TransactionId);
        var day = programme.Zone.DateOf(data.At);
        if (day > today) return NotBegun(row.Row, data);
        try
        {
            if (OwnerOf(programme, row, day) is not { } owner) return null;
            var isClosed = programme.PeriodOf(day) is { } period && closed.Contains(period.Id);
            var take = new ParticipantCommand.TakeRow(programme, fileId, row.Row, owner.InstrumentId, data, data.Key(), isClosed);
            return await TakeAsync(owner.Participant, take, cancellationToken);
        }
        catch (EntityStoppedException)
        {
            // One person's record is held back until somebody has looked; the file goes on. Sent again in another file, the row is taken then.
            return new RecordedRow(row.Row, "parked", "held-back", null, data.TransactionId);
        }
    }

    private Ownership? OwnerOf(Programme programme, FiledRow row, DateOnly day)
    {
        foreach (var name in row.Instruments!)
        {
            var owner = host.Read(Instrument.Type, Instrument.StreamOf(programme.Id, name)).OwnerOn(day);
            if (owner is not null) return owner;
        }

        return null;
    }

    private async Task<RecordedRow?> TakeAsync(string participant, ParticipantCommand.TakeRow take, CancellationToken cancellationToken)
    {
        var answer = await host.PatientlyAsync(Participant.Type, participant, take, Intake, clock, cancellationToken);
        if (answer.Refusal is not null) return NotBegun(take.FileRow, take.Row);
        if (!answer.State.Purchases.TryGet(take.Key, out var taken)) return null;
        return taken.Source == RowSource.Of(take.FileId, take.FileRow)
            ? new RecordedRow(take.FileRow, taken.Outcome.Word(), taken.Outcome.Reason(), null, take.Row.TransactionId)
            : new RecordedRow(take.FileRow, "duplicate", null, null, take.Row.TransactionId);
    }

    // As at the door, which it passed before the clock was set back: sent again when its day has come, it is taken then.
    private static RecordedRow NotBegun(int row, AcquirerRow data) => new(row, "rejected", "range", 5, data.TransactionId);
}
