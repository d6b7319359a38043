using System.Buffers.Binary;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios.Money;
using Mainstay.Tests.Simulation.Scenarios.Names;

namespace Mainstay.Tests.Simulation.Faults;

/// <summary>The last mail taken is not in the row.</summary>
internal sealed class WatermarkNotStored : Fault
{
    public override EntityRow? OnRow(EntityRow row) => RowSurgery.WithoutWatermarks(row);
}

/// <summary>The journal answers, and flushes with the next batch.</summary>
internal sealed class AnswerBeforeTheFlush : Fault
{
    public override bool AnswersBeforeTheFlush => true;
}

/// <summary>Whoever is woken is woken again at once, by a tick for the same instant.</summary>
internal sealed class TickSentTwice : Fault
{
    public override void Timers(World world, Action step)
    {
        var host = world.Host!;
        var due = host.Directory.Cells.Where(cell => cell.Newest is { DueTicks: > 0 }).ToDictionary(cell => cell.Stream, cell => cell.Newest!.DueTicks, StringComparer.Ordinal);
        step();
        foreach (var (stream, ticks) in due)
        {
            if (host.Directory.Find(stream) is { StoppedBecause: null, Newest: { } newest } && newest.DueTicks != ticks && ticks <= world.Clock.GetUtcNow().UtcTicks) Again(host, new EntityKey(stream), new DateTimeOffset(ticks, TimeSpan.Zero));
        }
    }

    private static void Again(EntityHost host, EntityKey woken, DateTimeOffset due)
    {
        if (host.Queue.IsFull) return;
        if (woken.TypeName.SequenceEqual("plate")) host.Submit(Plate.Type, woken.Key, new PlateCommand.GiveBack(due), Request.By("timer"));
        else host.Submit(Purse.Type, woken.Key, new PurseCommand.Expire(due), Request.By("timer"));
    }
}

/// <summary>What was decided is shown before it is on disk.</summary>
internal sealed class UncommittedRead : Fault
{
    public override void AfterTurn(World world, string stream)
    {
        if (world.Host!.Directory.Find(stream) is { Newest: { } newest }) newest.Commit();
    }
}

/// <summary>The relay's durable cursor is recorded past mail that is still under way.</summary>
internal sealed class MailSkippedAtARestart : Fault
{
    public override CheckpointMark OnMark(CheckpointMark mark, JournalHead journal) => mark with { MailCursor = mark.CompleteOffset };
}

/// <summary>The row keeps the state, and not which commands led to it.</summary>
internal sealed class RememberedIdForgotten : Fault
{
    public override EntityRow? OnRow(EntityRow row) => RowSurgery.WithoutRemembered(row);
}

/// <summary>The mark is recorded for where the journal ends now, not for where the rows were complete.</summary>
internal sealed class MarkRecordedTooEarly : Fault
{
    public override CheckpointMark OnMark(CheckpointMark mark, JournalHead journal) => mark with { CompleteOffset = journal.Offset, Hash = journal.Hash };
}

/// <summary>One entity's rows are never written.</summary>
internal sealed class RowNotWritten : Fault
{
    public override EntityRow? OnRow(EntityRow row) => row.Stream == Till.Stream ? null : row;
}

/// <summary>Rows do not say when to wake their entity.</summary>
internal sealed class DueInstantNotStored : Fault
{
    public override EntityRow? OnRow(EntityRow row) => row with { DueTicks = 0 };
}

/// <summary>Mail that was parked is not recorded with the cursor that has passed it.</summary>
internal sealed class ParkedMailForgotten : Fault
{
    public override IReadOnlyList<ParkedMail> OnParked(IReadOnlyList<ParkedMail> parked) => [];
}

/// <summary>Cuts parts out of a row's body; see <see cref="EntityRowBody"/> for its layout.</summary>
internal static class RowSurgery
{
    private const int WatermarksAt = 16;
    private const int WatermarkLength = 2 + 8 + 4;

    public static EntityRow WithoutWatermarks(EntityRow row) => row.Version == EntityRow.MustRebuild ? row : Cut(row, WatermarksAt, RememberedAt(row));

    public static EntityRow WithoutRemembered(EntityRow row) => row.Version == EntityRow.MustRebuild ? row : Cut(row, RememberedAt(row), StateAt(row));

    private static int RememberedAt(EntityRow row) => WatermarksAt + 4 + (WatermarkLength * Count(row, WatermarksAt));

    private static int StateAt(EntityRow row)
    {
        var at = RememberedAt(row);
        var count = Count(row, at);
        at += 4;
        for (var index = 0; index < count; index++) at += 48 + 4 + Math.Max(0, Count(row, at + 48));
        return at;
    }

    private static int Count(EntityRow row, int at) => BinaryPrimitives.ReadInt32LittleEndian(row.Body.Span[at..]);

    /// <summary>In place of a list stands an empty one.</summary>
    private static EntityRow Cut(EntityRow row, int start, int end) => row with { Body = (byte[])[.. row.Body.Span[..start], 0, 0, 0, 0, .. row.Body.Span[end..]] };
}
