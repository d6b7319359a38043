using System.Collections.Immutable;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Stores;

/// <summary>One process's entity rows over a disk: whole transactions, rows that have become unreadable, and an end of the process before and after each transaction.</summary>
internal sealed class SimulatedCheckpointStore(Disk disk) : ICheckpointStore
{
    public CheckpointMark Mark => disk.Rows.Mark;

    public EntityRow? Read(string stream)
    {
        disk.Pass(Seam.ReadRow, stream);
        if (disk.Rows.Rotten.Contains(stream)) throw Damaged(stream);
        return disk.Rows.Rows.GetValueOrDefault(stream);
    }

    public void Write(IReadOnlyList<EntityRow> rows)
    {
        disk.Pass(Seam.BeforeRows);
        var written = rows.Select(row => disk.Fault.OnRow(row with { Body = row.Body.ToArray() })).OfType<EntityRow>().ToList();
        disk.Change(disk.Rows with
        {
            Rows = disk.Rows.Rows.SetItems(written.Select(row => KeyValuePair.Create(row.Stream, row))),
            Rotten = disk.Rows.Rotten.Except(written.Select(row => row.Stream)),
        });
        disk.Pass(Seam.AfterRows);
    }

    public void Complete(CheckpointMark mark, IReadOnlyList<ParkedMail> parked)
    {
        disk.Pass(Seam.BeforeMark);
        disk.Change(disk.Rows with { Mark = disk.Fault.OnMark(mark, disk.Journal.Head), Parked = disk.Fault.OnParked([.. parked]) });
        disk.Pass(Seam.AfterMark);
    }

    public IReadOnlyList<ParkedMail> Parked() => disk.Rows.Parked;

    public IReadOnlyList<(string Stream, long DueTicks)> Due(long afterTicks, string afterStream, long upToTicks, int limit)
    {
        disk.Pass(Seam.ReadDue);
        if (disk.DamageSpreads && disk.Rows.Rotten.FirstOrDefault(stream => disk.Rows.Rows[stream].DueTicks > afterTicks) is { } rotten) throw Damaged(rotten);
        return
        [
            .. disk.Rows.Rows.Values
                .Where(row => row.DueTicks != 0 && row.DueTicks <= upToTicks)
                .OrderBy(row => row.DueTicks).ThenBy(row => row.Stream, StringComparer.Ordinal)
                .Where(row => row.DueTicks > afterTicks || (row.DueTicks == afterTicks && string.CompareOrdinal(row.Stream, afterStream) > 0))
                .Take(limit).Select(row => (row.Stream, row.DueTicks)),
        ];
    }

    public IReadOnlyList<string> MustRebuild() => [.. disk.Rows.Rows.Values.Where(row => row.Version == EntityRow.MustRebuild).Select(row => row.Stream)];

    public IReadOnlyDictionary<string, int> StateVersions() => disk.Rows.StateVersions;

    public void Adopt(IReadOnlyDictionary<string, int> stateVersions)
    {
        disk.Pass(Seam.OtherRowChange);
        disk.Change(disk.Rows with { StateVersions = disk.Rows.StateVersions.SetItems(stateVersions) });
        disk.Pass(Seam.OtherRowChange);
    }

    public void Reset()
    {
        disk.Noted?.Invoke(Mark.CompleteOffset == 0 ? "rows begun" : "rows begun anew");
        disk.Pass(Seam.OtherRowChange);
        disk.Change(RowContent.Empty);
        disk.Pass(Seam.OtherRowChange);
    }

    public IEnumerable<EntityRow> All() => disk.Rows.Rows.Values;

    public void Dispose()
    {
    }

    private EntityRowsDamagedException Damaged(string stream)
    {
        disk.RowsAreGivenUp |= disk.DamageSpreads;
        disk.Noted?.Invoke(disk.DamageSpreads ? "rows given up" : "row unreadable");
        return new EntityRowsDamagedException($"simulated: the row of {stream} does not fit its checksum");
    }
}
