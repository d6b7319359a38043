using System.IO.Pipelines;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>A file that was read to its end. Its rows lie in a draft on disk; <see cref="Keep"/> makes it last, disposing it without that leaves nothing.</summary>
/// <param name="Sha256">Of the bytes that were sent, lower-case hex.</param>
/// <param name="Draft">Where the rows are.</param>
/// <param name="Counts">What was found.</param>
internal sealed record ReceivedFile(string Sha256, string Draft, SieveCounts Counts) : IDisposable
{
    /// <summary>Moves the rows to where they wait for their turn, for good: the rows are on disk already, and now their name is.</summary>
    public void Keep(string path)
    {
        File.Move(Draft, path, overwrite: true);
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

    public void Dispose() => File.Delete(Draft);
}

/// <summary>
/// Takes an acquirer's file as it arrives, in bounded memory whatever its size and the length of its lines. Two at a time; the next ones wait, and so does
/// whoever sends them.
/// </summary>
internal sealed class FileReceiver(string folder, HashKeyRing keys, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(2);

    /// <summary>Where the rows of a file wait.</summary>
    public string PathOf(string fileId) => Path.Combine(folder, fileId + ".rows");

    /// <summary>Before anything is received: makes the folder where it is missing, as it is in a restored store, and removes what an earlier process left, drafts and the rows of files that need them no more.</summary>
    public void Sweep(Func<string, bool> isDone)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + DataFolder.DraftSuffix)) File.Delete(path);
        foreach (var path in Directory.EnumerateFiles(folder, "*.rows"))
        {
            if (isDone(Path.GetFileNameWithoutExtension(path))) File.Delete(path);
        }
    }

    /// <param name="body">The bytes.</param>
    /// <param name="name">The name it comes under.</param>
    /// <param name="programme">Whose file it is.</param>
    /// <param name="enrolled">Which instruments are ours.</param>
    /// <param name="limitBytes">More than this is refused.</param>
    /// <param name="cancellationToken">When the sender goes away.</param>
    /// <returns>The file, or why it is refused; a refused one leaves nothing behind.</returns>
    public async Task<(ReceivedFile? File, FileFault? Fault)> ReceiveAsync(
        PipeReader body, AcquirerFileName name, Programme programme, EnrolledSet enrolled, long limitBytes, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            return await ReceiveAsync(Path.Combine(folder, Path.GetRandomFileName() + DataFolder.DraftSuffix), body, filed => new RowSieve(name, programme, keys, enrolled, TomorrowOf(programme), filed), limitBytes, cancellationToken);
        }
        finally
        {
            _turns.Release(); // Whatever went wrong, also with the disk: who comes next has a turn.
        }
    }

    public void Dispose() => _turns.Dispose();

    private static async Task<(ReceivedFile? File, FileFault? Fault)> ReceiveAsync(string draft, PipeReader body, Func<FiledRowWriter, RowSieve> sieve, long limitBytes, CancellationToken cancellationToken)
    {
        var kept = false;
        try
        {
            using var reading = new Reading(draft, sieve, limitBytes);
            var fault = await reading.ReadAllAsync(body, cancellationToken);
            kept = fault is null;
            return fault is null ? (new ReceivedFile(reading.Finish(), draft, reading.Counts), null) : (null, fault);
        }
        finally
        {
            if (!kept) File.Delete(draft);
        }
    }

    private DateTimeOffset TomorrowOf(Programme programme) => programme.Zone.BeginningOf(programme.Zone.DateOf(clock.GetUtcNow()).AddDays(1));

    /// <summary>One file on its way in.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly FileStream _stream;
        private readonly FiledRowWriter _filed;
        private readonly RowSieve _sieve;
        private readonly LineCutter _lines;

        public Reading(string draft, Func<FiledRowWriter, RowSieve> sieve, long limitBytes)
        {
            _stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _filed = new FiledRowWriter(_stream);
            _sieve = sieve(_filed);
            _lines = new LineCutter(_sieve, limitBytes);
        }

        public SieveCounts Counts => _sieve.Counts;

        public Task<FileFault?> ReadAllAsync(PipeReader body, CancellationToken cancellationToken) => _lines.ReadAllAsync(body, onRead: null, cancellationToken);

        /// <summary>Puts the rows on disk and answers the SHA-256 of what was sent.</summary>
        public string Finish()
        {
            _filed.Flush();
            FileFlush.Flush(_stream);
            return _lines.Sha256;
        }

        public void Dispose()
        {
            _lines.Dispose();
            _filed.Dispose();
            _stream.Dispose();
        }
    }
}
