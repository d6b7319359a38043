using System.Globalization;

namespace Mainstay.Entities;

/// <summary>
/// One file of the journal: an append-only table in commit order, a small table of batches, and what the chain was before it. Only <see cref="SqliteJournalStore"/> writes it.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    public const int Format = 1;
    public const string Extension = ".segment.db";

    private const string Schema = """
        CREATE TABLE row(offset INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL, instant INTEGER NOT NULL,
          actor TEXT NOT NULL, command BLOB, body_hash BLOB, remembered_at INTEGER, outcome BLOB, source_offset INTEGER, source_index INTEGER, source_shard INTEGER,
          shard INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE batch(last_offset INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
        CREATE TABLE segment(format INTEGER NOT NULL, first_offset INTEGER NOT NULL, previous_hash BLOB NOT NULL) STRICT;
        """;

    private readonly ConnectionPool<SegmentReader> _readers;

    private SegmentFile(string path, long firstOffset, byte[] previousHash)
    {
        (Path, FirstOffset, PreviousHash) = (path, firstOffset, previousHash);
        _readers = new ConnectionPool<SegmentReader>(() => new SegmentReader(path));
    }

    public string Path { get; }

    public long FirstOffset { get; }

    public ReadOnlyMemory<byte> PreviousHash { get; }

    /// <summary>Creates an empty segment that follows a head; it appears under its name only when it is complete.</summary>
    public static SegmentFile Create(string directory, JournalHead head)
    {
        var path = System.IO.Path.Combine(directory, (head.Offset + 1).ToString("d20", CultureInfo.InvariantCulture) + Extension);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var connection = new SqliteConnectionHandle(unfinished, readOnly: false))
        {
            connection.Execute("PRAGMA page_size=4096; PRAGMA synchronous=FULL; BEGIN;" + Schema);
            connection.Prepare("INSERT INTO segment VALUES(?,?,?)").Bind(1, Format).Bind(2, head.Offset + 1).Blob(3, head.Hash.Span).Run();
            connection.Execute("COMMIT");
        }

        File.Move(unfinished, path);
        DirectoryFlush.Flush(directory);
        return new SegmentFile(path, head.Offset + 1, head.Hash.ToArray());
    }

    /// <exception cref="StoreDamagedException">It cannot be read, or was written by a newer program.</exception>
    public static SegmentFile Open(string path)
    {
        try
        {
            return OpenUnguarded(path);
        }
        catch (Exception damage) when (JournalDamage.Is(damage))
        {
            throw JournalDamage.Unreadable(path, damage);
        }
    }

    private static SegmentFile OpenUnguarded(string path)
    {
        using var connection = new SqliteConnectionHandle(path, readOnly: true);
        var segment = connection.Prepare("SELECT format, first_offset, previous_hash FROM segment");
        if (!segment.Step()) throw JournalDamage.Of($"The file {System.IO.Path.GetFileName(path)} says nothing about itself.");
        if (segment.Int64(0) > Format)
        {
            throw new StoreDamagedException($"{System.IO.Path.GetFileName(path)} has format {segment.Int64(0)}; this program knows up to {Format}. It was written by a newer program: start that one. Nothing was changed.");
        }

        return new SegmentFile(path, segment.Int64(1), segment.Bytes(2).ToArray());
    }

    /// <summary>True when the segment begins where <paramref name="before"/> ends.</summary>
    public bool Continues(JournalHead before) => FirstOffset == before.Offset + 1 && PreviousHash.Span.SequenceEqual(before.Hash.Span);

    /// <summary>How many rows the table holds, also such that no batch covers.</summary>
    public long CountRows() => Use(0, static (reader, _) => reader.CountRows());

    /// <summary>One stream's rows, by looking at every row.</summary>
    public List<StoredBatch> Scan(string stream) => Use(stream, static (reader, wanted) => reader.Scan(wanted));

    /// <summary>The last batch; the head before the segment when it holds none.</summary>
    public JournalHead Head() => Use(this, static (reader, segment) => reader.Last() ?? new JournalHead(segment.FirstOffset - 1, segment.PreviousHash));

    public List<StoredBatch> Read(long afterOffset, int maximumRows, Stack<EncodedRows>? spare = null) =>
        Use((afterOffset, maximumRows, spare), static (reader, wanted) => reader.Read(wanted.afterOffset, wanted.maximumRows, wanted.spare));

    public ReadOnlyMemory<byte>? HashAt(long offset) =>
        offset == FirstOffset - 1 ? PreviousHash : Use(offset, static (reader, at) => reader.HashAt(at));

    public long BatchBefore(long offset) => Use((offset, FirstOffset), static (reader, at) => reader.BatchBefore(at.offset) ?? at.FirstOffset - 1);

    public void Dispose() => _readers.Dispose();

    private TResult Use<TArgument, TResult>(TArgument argument, Func<SegmentReader, TArgument, TResult> read)
    {
        try
        {
            return _readers.Use(argument, read);
        }
        catch (Exception damage) when (JournalDamage.Is(damage))
        {
            throw JournalDamage.Unreadable(Path, damage);
        }
    }
}
