using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;

namespace Mainstay.Cashback.Participants;

/// <summary>What is kept of a row: enough to recognise it, and to find it again as the purchase that a reversal means.</summary>
/// <param name="Source">Names the file and the row it came in; see <see cref="AcquirerFiles.RowSource"/>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="AmountMinor">Of a purchase, what was paid.</param>
/// <param name="AtMilliseconds">Of a purchase, when: Unix milliseconds.</param>
/// <param name="Match">Of a purchase, what a reversal is compared by; unset for a reversal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TakenRow(ulong Source, RowOutcome Outcome, long AmountMinor = 0, long AtMilliseconds = 0, MatchKeys Match = default)
{
    public bool IsPurchase => Match.Place != 0;
}

/// <summary>
/// The rows a participant has taken, by their 128-bit keys: 57 bytes each, in memory as in the stored form. Immutable: a few sorted runs, each less than half as
/// long as the one before it; a new row is a run of one, and runs of about equal length are merged. Adding copies each row about log₂ n times in its life, and a
/// search looks into log₂ n runs at the most, so that a thousand rows are as cheap as ten and a million still work.
/// </summary>
[JsonConverter(typeof(PurchaseSetConverter))]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a set.")]
internal sealed class PurchaseSet
{
    public static readonly PurchaseSet Empty = new([]);

    private readonly ImmutableArray<Run> _runs;

    private PurchaseSet(ImmutableArray<Run> runs) => _runs = runs;

    public int Count => _runs.Sum(run => run.Keys.Length);

    public bool TryGet(UInt128 key, out TakenRow row)
    {
        foreach (var run in _runs)
        {
            var at = Array.BinarySearch(run.Keys, key);
            if (at < 0) continue;
            row = run.Rows[at];
            return true;
        }

        row = default;
        return false;
    }

    /// <summary>The set with one row more. The caller has made sure that the key is new.</summary>
    public PurchaseSet Add(UInt128 key, TakenRow row)
    {
        var last = new Run([key], [row]);
        var kept = _runs.Length;
        while (kept > 0 && _runs[kept - 1].Keys.Length < last.Keys.Length * 2) last = Run.Merge(_runs[--kept], last);
        var runs = ImmutableArray.CreateBuilder<Run>(kept + 1);
        runs.AddRange(_runs.AsSpan()[..kept]);
        runs.Add(last);
        return new PurchaseSet(runs.MoveToImmutable());
    }

    /// <summary>The set with other outcomes for some of its rows.</summary>
    /// <param name="outcomes">By key; every key is in the set.</param>
    public PurchaseSet With(IReadOnlyDictionary<UInt128, RowOutcome> outcomes) => new([.. _runs.Select(run => run.With(outcomes))]);

    /// <summary>The set with other outcomes for some of its rows.</summary>
    public PurchaseSet With(Func<UInt128, TakenRow, RowOutcome> outcomeOf) => new([.. _runs.Select(run => run.With(outcomeOf))]);

    /// <summary>Every purchase, in no particular order.</summary>
    public IEnumerable<(UInt128 Key, TakenRow Row)> Purchases()
    {
        foreach (var run in _runs)
        {
            for (var at = 0; at < run.Keys.Length; at++)
            {
                if (run.Rows[at].IsPurchase) yield return (run.Keys[at], run.Rows[at]);
            }
        }
    }

    /// <summary>In order of the keys: which runs there are depends on when the set was last read back, and what is stored must not.</summary>
    internal byte[] ToBytes()
    {
        if (_runs.IsEmpty) return [];
        var all = _runs[^1];
        for (var index = _runs.Length - 2; index >= 0; index--) all = Run.Merge(_runs[index], all);
        var bytes = new byte[all.Keys.Length * Run.EntryBytes];
        all.WriteTo(bytes);
        return bytes;
    }

    internal static PurchaseSet FromBytes(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Empty : new PurchaseSet([Run.Read(bytes)]);

    /// <summary>Sorted keys, and the rows in the same order.</summary>
    private sealed record Run(UInt128[] Keys, TakenRow[] Rows)
    {
        public const int EntryBytes = 57;

        public Run With(Func<UInt128, TakenRow, RowOutcome> outcomeOf) => new(Keys, [.. Rows.Select((row, at) => row with { Outcome = outcomeOf(Keys[at], row) })]);

        // What does not change is not copied: mostly it is one row of many, in one of the short runs.
        public Run With(IReadOnlyDictionary<UInt128, RowOutcome> outcomes)
        {
            TakenRow[]? rows = null;
            foreach (var (key, outcome) in outcomes)
            {
                var at = Array.BinarySearch(Keys, key);
                if (at < 0 || Rows[at].Outcome == outcome) continue;
                rows ??= [.. Rows];
                rows[at] = rows[at] with { Outcome = outcome };
            }

            return rows is null ? this : new Run(Keys, rows);
        }

        public static Run Merge(Run left, Run right)
        {
            var merged = new Run(new UInt128[left.Keys.Length + right.Keys.Length], new TakenRow[left.Keys.Length + right.Keys.Length]);
            for (int at = 0, l = 0, r = 0; at < merged.Keys.Length; at++)
            {
                var takeLeft = r == right.Keys.Length || (l < left.Keys.Length && left.Keys[l] < right.Keys[r]);
                (merged.Keys[at], merged.Rows[at]) = takeLeft ? (left.Keys[l], left.Rows[l++]) : (right.Keys[r], right.Rows[r++]);
            }

            return merged;
        }

        public static Run Read(ReadOnlySpan<byte> bytes)
        {
            var run = new Run(new UInt128[bytes.Length / EntryBytes], new TakenRow[bytes.Length / EntryBytes]);
            for (var at = 0; at < run.Keys.Length; at++)
            {
                var entry = bytes.Slice(at * EntryBytes, EntryBytes);
                run.Keys[at] = BinaryPrimitives.ReadUInt128BigEndian(entry);
                run.Rows[at] = new TakenRow(
                    BinaryPrimitives.ReadUInt64BigEndian(entry[16..]), (RowOutcome)entry[24], BinaryPrimitives.ReadInt64BigEndian(entry[25..]), BinaryPrimitives.ReadInt64BigEndian(entry[33..]),
                    new MatchKeys(BinaryPrimitives.ReadUInt64BigEndian(entry[41..]), BinaryPrimitives.ReadUInt64BigEndian(entry[49..])));
            }

            Array.Sort(run.Keys, run.Rows);
            return run;
        }

        public void WriteTo(Span<byte> bytes)
        {
            for (var at = 0; at < Keys.Length; at++)
            {
                var entry = bytes.Slice(at * EntryBytes, EntryBytes);
                BinaryPrimitives.WriteUInt128BigEndian(entry, Keys[at]);
                BinaryPrimitives.WriteUInt64BigEndian(entry[16..], Rows[at].Source);
                entry[24] = (byte)Rows[at].Outcome;
                BinaryPrimitives.WriteInt64BigEndian(entry[25..], Rows[at].AmountMinor);
                BinaryPrimitives.WriteInt64BigEndian(entry[33..], Rows[at].AtMilliseconds);
                BinaryPrimitives.WriteUInt64BigEndian(entry[41..], Rows[at].Match.Correlation);
                BinaryPrimitives.WriteUInt64BigEndian(entry[49..], Rows[at].Match.Place);
            }
        }
    }
}

/// <summary>Stored as one base64 text.</summary>
internal sealed class PurchaseSetConverter : JsonConverter<PurchaseSet>
{
    public override PurchaseSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PurchaseSet.FromBytes(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, PurchaseSet value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToBytes());
}
