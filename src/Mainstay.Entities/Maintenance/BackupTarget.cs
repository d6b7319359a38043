namespace Mainstay.Entities.Maintenance;

/// <summary>What an earlier backup holds, and whether it may be written over.</summary>
internal static class BackupTarget
{
    /// <summary>A backup is brought up to date with its own store only, and never with one that has lost what the backup has.</summary>
    /// <exception cref="MaintenanceRefusedException">It is of another store, or holds more.</exception>
    public static void RefuseAnother(StoreLayout target, JournalFiles source)
    {
        foreach (var path in JournalFiles.Paths(target.Journal))
        {
            if (TryOpen(path) is not { } copy) continue; // Damaged or half written: replaced.
            using (copy)
            {
                var head = copy.Head();
                if (source.HashAt(head.Offset) is { } hash && hash.Span.SequenceEqual(head.Hash.Span)) continue;
                throw new MaintenanceRefusedException(
                    $"{target.Folder} holds a backup up to offset {head.Offset} that the data folder's journal (up to {source.Head().Offset}) does not contain: it is of another store, or the data folder has lost its tail. "
                    + "Nothing was changed. Keep that backup, and give another folder.");
            }
        }
    }

    /// <summary>True when the same segment is there already: same size, same place in the same chain.</summary>
    public static bool Holds(string path, SegmentFile segment)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != new FileInfo(segment.Path).Length || TryOpen(path) is not { } copy) return false;
        using (copy)
        {
            var (there, here) = (copy.Head(), segment.Head());
            return copy.FirstOffset == segment.FirstOffset && there.Offset == here.Offset && there.Hash.Span.SequenceEqual(here.Hash.Span);
        }
    }

    private static SegmentFile? TryOpen(string path)
    {
        SegmentFile? file = null;
        try
        {
            file = SegmentFile.Open(path);
            _ = file.Head();
            return file;
        }
        catch (StoreDamagedException)
        {
            file?.Dispose();
            return null;
        }
    }
}
