using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Mainstay.Cashback.AcquirerFiles;

namespace Mainstay.Cashback.AcquirerSide;

/// <summary>
/// The cards of a programme as an acquirer gets them: "#enrolled:programme;instant", then the first 16 digits of each card's hash on a line, then "#end:count". The list is complete for purchases before the instant: a card
/// counts from the day after it was added, so a list made today misses nobody up to midnight.
/// </summary>
/// <param name="Programme">Its id.</param>
/// <param name="CompleteUntil">Purchases from then on may be of cards that are not in the list.</param>
/// <param name="Set">The cards.</param>
internal sealed record EnrolledList(string Programme, DateTimeOffset CompleteUntil, EnrolledSet Set)
{
    private const string Heading = "#enrolled:";
    private const string Ending = "#end:";
    private const int HashDigits = 16;

    /// <summary>Writes the list.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="programme">Its id.</param>
    /// <param name="completeUntil">The beginning of the programme's next day.</param>
    /// <param name="set">Everybody's cards; it may grow meanwhile.</param>
    /// <param name="cancellationToken">When nobody reads it any more.</param>
    /// <returns>How many cards.</returns>
    public static async Task<long> WriteAsync(PipeWriter body, string programme, DateTimeOffset completeUntil, EnrolledSet set, CancellationToken cancellationToken)
    {
        const int FlushEvery = 4_096;
        var count = 0L;
        Add(body, $"{Heading}{programme};{completeUntil:yyyy-MM-dd'T'HH:mm:sszzz}\n");
        foreach (var prefix in set.Prefixes())
        {
            Add(body, $"{prefix:x16}\n");
            if (++count % FlushEvery == 0) await body.FlushAsync(cancellationToken);
        }

        Add(body, $"{Ending}{count}\n");
        await body.FlushAsync(cancellationToken);
        return count;
    }

    /// <exception cref="FilterRefusedException">It is no such list, or was cut off.</exception>
    public static async Task<EnrolledList> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var taker = new Reading();
        using var lines = new LineCutter(taker, long.MaxValue);
        if (await lines.ReadAllAsync(PipeReader.Create(body), onRead: null, cancellationToken) is null) return new EnrolledList(taker.Programme, taker.CompleteUntil, taker.Set);
        throw new FilterRefusedException(string.Create(
            CultureInfo.InvariantCulture,
            $"The list of enrolled cards cannot be used from line {taker.Lines} on: it is not as the server gave it, or was cut off. Fetch it again. Nothing was written."));
    }

    private static void Add(PipeWriter body, FormattableString text)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        body.Advance(Encoding.ASCII.GetBytes(line, body.GetSpan(line.Length)));
    }

    private sealed class Reading : ILineTaker
    {
        private static readonly FileFault Wrong = new("list-invalid");

        private long? _end;

        public long Lines { get; private set; }

        public string Programme { get; private set; } = "";

        public DateTimeOffset CompleteUntil { get; private set; }

        public EnrolledSet Set { get; } = new();

        private long _cards;

        public FileFault? Take(ReadOnlySpan<byte> line, IncrementalHash before)
        {
            Lines++;
            if (_end is not null) return Wrong;
            if (Lines == 1) return ReadHeading(Encoding.UTF8.GetString(line)) ? null : Wrong;
            return line is [(byte)'#', ..] ? ReadEnd(Encoding.UTF8.GetString(line)) : AddCard(line);
        }

        public FileFault? TakeTooLong(ReadOnlySpan<byte> beginning)
        {
            Lines++;
            return Wrong;
        }

        public FileFault? End() => _end == _cards ? null : Wrong;

        private bool ReadHeading(string line)
        {
            if (!line.StartsWith(Heading, StringComparison.Ordinal) || line.Split(';') is not [var first, var until]) return false;
            Programme = first[Heading.Length..];
            CompleteUntil = DateTimeOffset.TryParseExact(until, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : default;
            return Programme.Length > 0 && CompleteUntil != default;
        }

        private FileFault? ReadEnd(string line)
        {
            _end = line.StartsWith(Ending, StringComparison.Ordinal) && long.TryParse(line[Ending.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
            return _end is null ? Wrong : null;
        }

        private FileFault? AddCard(ReadOnlySpan<byte> line)
        {
            if (line.Length != HashDigits || !ulong.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var prefix)) return Wrong;
            _cards++;
            Set.Add(prefix);
            return null;
        }
    }
}
