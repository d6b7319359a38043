using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Takes the lines of a file one by one, without byte-order mark and line end.</summary>
internal interface ILineTaker
{
    /// <param name="line">The line; only until the call ends.</param>
    /// <param name="before">SHA-256 over everything that comes before this line.</param>
    /// <returns>Why the whole file is refused, or null.</returns>
    FileFault? Take(ReadOnlySpan<byte> line, IncrementalHash before);

    /// <summary>Takes a line of which only the beginning was kept, because it is longer than any row.</summary>
    FileFault? TakeTooLong(ReadOnlySpan<byte> beginning);

    /// <summary>Nothing more comes.</summary>
    FileFault? End();
}

/// <summary>Cuts what arrives into lines, in bounded memory whatever the size of the file and the length of its lines, and hashes it on the way.</summary>
/// <param name="taker">Who takes the lines.</param>
/// <param name="limitBytes">More than this is refused.</param>
internal sealed class LineCutter(ILineTaker taker, long limitBytes) : IDisposable
{
    // Some hundred rows, about a millisecond: those who wait for a processor come in between.
    private const int TurnBytes = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _line = new byte[AcquirerRowParser.LongestRow];
    private bool _isFirst = true;
    private bool _isPassingLongLine;

    /// <summary>How much was read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of what was read, lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <param name="body">The bytes.</param>
    /// <param name="onRead">Told now and then, after some lines.</param>
    /// <param name="cancellationToken">When nobody waits for it any more.</param>
    /// <returns>Why the file is refused, or null.</returns>
    public async Task<FileFault?> ReadAllAsync(PipeReader body, Action? onRead, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var turn = read.Buffer.Length > TurnBytes ? read.Buffer.Slice(0, TurnBytes) : read.Buffer;
            var isLast = read.IsCompleted && turn.Length == read.Buffer.Length;
            var fault = Take(turn, isLast, out var consumed);
            if (fault is null && Bytes > limitBytes) fault = new FileFault("file-too-large");
            body.AdvanceTo(consumed, turn.End);
            if (fault is not null) return fault;
            onRead?.Invoke();
            if (isLast) return taker.End();
            await Task.Yield();
        }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_line);
        _hash.Dispose();
    }

    // Takes every whole line, and what remains once nothing more comes. A line that grows beyond the longest row is passed over as it arrives.
    private FileFault? Take(ReadOnlySequence<byte> buffer, bool isLast, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        var fault = TakeLines(ref reader);
        var rest = buffer.Slice(reader.Position);
        consumed = reader.Position;
        if (fault is not null || rest.IsEmpty) return fault;
        if (!isLast && !_isPassingLongLine && rest.Length <= AcquirerRowParser.LongestRow) return null;

        consumed = buffer.End;
        fault = isLast ? TakeLine(rest) : PassLongLine(rest);
        Count(rest);
        return fault;
    }

    private FileFault? TakeLines(ref SequenceReader<byte> reader)
    {
        for (var start = reader.Position; reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'); start = reader.Position)
        {
            var fault = TakeLine(line);
            _isPassingLongLine = false;
            Count(reader.Sequence.Slice(start, reader.Position));
            if (fault is not null) return fault;
        }

        return null;
    }

    private FileFault? TakeLine(ReadOnlySequence<byte> line)
    {
        if (_isPassingLongLine) return null;
        if (line.Length > AcquirerRowParser.LongestRow) return TakeTooLong(line);
        if (line.IsSingleSegment) return Hand(line.FirstSpan);
        line.CopyTo(_line);
        return Hand(_line.AsSpan(0, (int)line.Length));
    }

    private FileFault? PassLongLine(ReadOnlySequence<byte> line)
    {
        if (_isPassingLongLine) return null;
        _isPassingLongLine = true;
        return TakeTooLong(line);
    }

    private FileFault? Hand(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\r']) line = line[..^1];
        if (_isFirst && line.StartsWith("\uFEFF"u8)) line = line[3..];
        _isFirst = false;
        return taker.Take(line, _hash);
    }

    private FileFault? TakeTooLong(ReadOnlySequence<byte> line)
    {
        _isFirst = false;
        line.Slice(0, _line.Length).CopyTo(_line);
        return taker.TakeTooLong(_line);
    }

    private void Count(ReadOnlySequence<byte> consumed)
    {
        foreach (var segment in consumed)
        {
            _hash.AppendData(segment.Span);
            Bytes += segment.Length;
        }
    }
}
