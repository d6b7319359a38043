using System.Text;

namespace Mainstay.Entities;

/// <summary>
/// Brings the entities to the journal's end: begins at the offset up to which their rows are complete, passes over versions that a row already has, and checks the chain on the way.
/// </summary>
internal sealed class Recovery(IJournalStore journal, ICheckpointStore checkpoints, EntityDirectory directory, DirtyEntities dirty, RecentLanes recent, HostOptions options, Action<EntityCell, Snapshot> onCommitted)
{
    private bool _anew;

    /// <summary>Events applied.</summary>
    public long Replayed { get; private set; }

    /// <summary>Replays the tail. <paramref name="checkpoint"/> is called when much has become dirty, so that memory stays bounded however long the tail.</summary>
    public void Run(IReadOnlyDictionary<string, int> stateVersions, Action checkpoint)
    {
        try
        {
            CheckRows(stateVersions);
            RebuildBroken();
            ReplayTail(checkpoint);
        }
        catch (EntityRowsDamagedException) when (!_anew)
        {
            BeginAnew(stateVersions);
            ReplayTail(checkpoint);
        }
    }

    private void ReplayTail(Action checkpoint)
    {
        var position = checkpoints.Mark.CompleteOffset;
        var hash = journal.HashAt(position) ?? throw JournalDamage.Of($"The journal has no batch that ends at {position}.");
        dirty.AdvanceTo(new JournalHead(position, hash));
        var shares = Enumerable.Range(0, recent.Count).Select(number => new ReplayShare(directory, dirty, onCommitted, _anew, row => recent.NumberOf(row) == number)).ToArray();
        var spare = new Stack<EncodedRows>();
        var next = ReadAhead(position, hash, spare);
        try
        {
            while (next.GetAwaiter().GetResult() is { Count: > 0 } batches)
            {
                // The following rows are read while these are applied.
                (position, hash) = (batches[^1].LastOffset, batches[^1].Hash);
                next = ReadAhead(position, hash, spare);
                Replay(shares, batches);
                spare = new Stack<EncodedRows>(batches.Select(batch => batch.Rows));

                dirty.AdvanceTo(new JournalHead(position, hash));
                if (dirty.Count <= options.MaximumLoaded) continue;
                checkpoint();
                directory.RowsAreEmpty = false;
            }
        }
        finally
        {
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne(); // Nobody reads a journal any more that its owner may close now.
        }

        Replayed = shares.Sum(share => share.Replayed);
        directory.RowsAreEmpty = false;
        if (position != journal.Head.Offset) throw JournalDamage.Of($"The journal ends at {journal.Head.Offset}, but can be read only up to {position}.");
    }

    private Task<IReadOnlyList<StoredBatch>> ReadAhead(long position, ReadOnlyMemory<byte> hash, Stack<EncodedRows> spare) => Task.Run(() =>
    {
        var batches = journal.Read(position, options.RecoveryRows, spare);
        foreach (var batch in batches) Check(batch, ref hash);
        return batches;
    });

    /// <summary>Rows that belong to another history, or to another form of the states, are dropped: the journal has everything.</summary>
    private void CheckRows(IReadOnlyDictionary<string, int> stateVersions)
    {
        var mark = checkpoints.Mark;

        // Rows are written of what is on disk only: rows beyond the journal's end are witnesses of a loss, and dropping them would hide it.
        if (mark.CompleteOffset > journal.Head.Offset) throw JournalDamage.TailMissing(journal.Head.Offset, mark.CompleteOffset, "entities.db");
        var ours = journal.HashAt(mark.CompleteOffset) is { } hash && hash.Span.SequenceEqual(mark.Hash.Span);
        var stored = checkpoints.StateVersions();
        var sameForm = mark.CompleteOffset == 0 || stateVersions.All(type => !stored.TryGetValue(type.Key, out var version) || version == type.Value);
        if (!ours || !sameForm || mark.CompleteOffset == 0) Drop(mark, ours);
        directory.RowsAreEmpty = checkpoints.Mark.CompleteOffset == 0;
        checkpoints.Adopt(stateVersions);
    }

    /// <summary>
    /// States in another form say nothing about the mail: it stays where it had come to. From the journal's beginning it would pass over everything that was ever taken, and all new mail would wait for that.
    /// </summary>
    private void Drop(CheckpointMark mark, bool ours)
    {
        var parked = ours ? checkpoints.Parked() : [];
        checkpoints.Reset();
        if (ours && mark.CompleteOffset > 0) checkpoints.Complete(new CheckpointMark(0, JournalHead.Empty.Hash, mark.MailCursor), parked);
    }

    /// <summary>A row that cannot be read is no reason to begin with a stopped entity, or to guess which others are wrong: all are made again.</summary>
    private void BeginAnew(IReadOnlyDictionary<string, int> stateVersions)
    {
        _anew = true;
        Replayed = 0;
        directory.Clear();
        directory.RowsAreEmpty = true;
        dirty.Clear();
        checkpoints.Reset();
        checkpoints.Adopt(stateVersions);
    }

    /// <summary>Rows that were found damaged while serving: one scan for all of them. It goes up to the mark only: the tail follows for everybody.</summary>
    private void RebuildBroken()
    {
        var broken = checkpoints.MustRebuild().ToHashSet(StringComparer.Ordinal);
        if (broken.Count == 0) return;
        foreach (var stream in broken)
        {
            var bytes = Encoding.UTF8.GetBytes(stream);
            var cell = directory.GetOrAdd(bytes, EntityDirectory.HashOf(bytes));
            cell.Settle(cell.Runtime.Nothing);
        }

        var share = new ReplayShare(directory, dirty, onCommitted, anew: false, stream => broken.Contains(Encoding.UTF8.GetString(stream)));
        var (position, end) = (0L, checkpoints.Mark.CompleteOffset);
        var hash = JournalHead.Empty.Hash;
        while (position < end)
        {
            var batches = journal.Read(position, options.RecoveryRows);
            if (batches.Count == 0) throw JournalDamage.Of($"The journal can be read only up to {position}.");
            foreach (var batch in batches.TakeWhile(batch => batch.LastOffset <= end))
            {
                Check(batch, ref hash);
                share.Replay([batch]);
            }

            position = batches[^1].LastOffset;
        }
    }

    private static void Check(StoredBatch batch, ref ReadOnlyMemory<byte> hash)
    {
        var expected = batch.Rows.HashAfter(hash.Span);
        if (!batch.Hash.Span.SequenceEqual(expected))
        {
            throw JournalDamage.Of($"The journal is damaged in the batch that ends at offset {batch.LastOffset}: its rows do not fit its hash. What comes before that batch is sound.");
        }

        hash = batch.Hash;
    }

    /// <summary>Each entity's rows by one thread, in order; different entities side by side.</summary>
    private static void Replay(ReplayShare[] shares, IReadOnlyList<StoredBatch> batches)
    {
        if (shares.Length == 1) shares[0].Replay(batches);
        else Task.WhenAll(shares.Select(share => Task.Run(() => share.Replay(batches)))).GetAwaiter().GetResult(); // One exception, as if there were one thread.
    }
}
