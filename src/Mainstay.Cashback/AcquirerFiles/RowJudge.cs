using System.Collections.Immutable;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Asks the participant of each row what it comes to. Rows of one participant keep their order; rows of different ones are decided side by side.</summary>
internal sealed class RowJudge(EntityHost host, [FromKeyedServices("real")] TimeProvider clock)
{
    private static readonly Request Intake = Request.By("intake");

    /// <returns>What is recorded, in the rows' order; nothing for a row whose instrument turns out to be nobody's.</returns>
    public async Task<ImmutableArray<RecordedRow>> JudgeAsync(Programme programme, string fileId, List<FiledRow> rows, CancellationToken cancellationToken)
    {
        var judging = new Task<RecordedRow?>[rows.Count];
        for (var i = 0; i < rows.Count; i++) judging[i] = JudgeAsync(programme, fileId, rows[i], cancellationToken);
        var recorded = await Task.WhenAll(judging);
        return [.. recorded.OfType<RecordedRow>()];
    }

    private async Task<RecordedRow?> JudgeAsync(Programme programme, string fileId, FiledRow row, CancellationToken cancellationToken)
    {
        if (row.Data is not { } data) return new RecordedRow(row.Row, "rejected", row.Reason, row.Column, row.TransactionId);
        try
        {
            return OwnerOf(programme, row) is { } owner ? await TakeAsync(programme, fileId, row.Row, data, owner, cancellationToken) : null;
        }
        catch (EntityStoppedException)
        {
            // One person's record is held back until somebody has looked; the file goes on. Sent again in another file, the row is taken then.
            return new RecordedRow(row.Row, "parked", "held-back", null, data.TransactionId);
        }
    }

    private Ownership? OwnerOf(Programme programme, FiledRow row)
    {
        foreach (var name in row.Instruments!)
        {
            var owner = host.Read(Instrument.Type, Instrument.StreamOf(programme.Id, name)).OwnerOn(programme.Zone.DateOf(row.Data!.At));
            if (owner is not null) return owner;
        }

        return null;
    }

    private async Task<RecordedRow?> TakeAsync(Programme programme, string fileId, int row, AcquirerRow data, Ownership owner, CancellationToken cancellationToken)
    {
        var key = data.Key();
        var take = new ParticipantCommand.TakeRow(programme, fileId, row, owner.InstrumentId, data, key);
        var answer = await host.PatientlyAsync(Participant.Type, owner.Participant, take, Intake, clock, cancellationToken);
        if (!answer.State.Purchases.TryGet(key, out var taken)) return null;
        return taken.Source == RowSource.Of(fileId, row)
            ? new RecordedRow(row, taken.Outcome.Word(), taken.Outcome.Reason(), null, data.TransactionId)
            : new RecordedRow(row, "duplicate", null, null, data.TransactionId);
    }
}
