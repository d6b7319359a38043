using System.Text;
using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>Rows and batches for stores alone, without a host.</summary>
internal static class Rows
{
    /// <summary>A batch that follows a head.</summary>
    public static (EncodedRows Rows, JournalHead Head) After(JournalHead head, int count, int dataBytes = 40)
    {
        var rows = new EncodedRows();
        for (var index = 1; index <= count; index++)
        {
            Add(rows, head.Offset + index, $"thing/{(head.Offset + index) % 7}", Encoding.UTF8.GetBytes($"{{\"n\":\"{new string('x', dataBytes)}\"}}"));
        }

        return (rows, new JournalHead(head.Offset + count, rows.HashAfter(head.Hash.Span)));
    }

    public static void Append(IJournalStore store, int batches, int rowsEach = 3, int dataBytes = 40)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var (rows, head) = After(store.Head, rowsEach, dataBytes);
            store.Append(rows, head);
        }
    }

    /// <summary>A row with every field set.</summary>
    public static void Add(EncodedRows rows, long offset, string stream, ReadOnlySpan<byte> data)
    {
        var row = new RowFields
        {
            Stream = Encoding.UTF8.GetBytes(stream),
            Version = 3,
            Type = "thing.happened.1"u8,
            Data = data,
            InstantTicks = 637_430_400_000_000_000,
            Actor = "Zoë"u8,
            CommandId = new CommandId(new UInt128(0x0102030405060708, 0x090a0b0c0d0e0f10)),
            BodyHash = new UInt128(0x1112131415161718, 0x191a1b1c1d1e1f20),
            RememberedAtTicks = 637_430_400_000_000_001,
            HasOutcome = true,
            Outcome = "ok"u8,
            Source = new MailPosition(77, 2, 1),
        };
        Encode(rows, offset, row);
    }

    /// <summary>A row with nothing that may be left out, as a tick writes it.</summary>
    public static void AddBare(EncodedRows rows, long offset) =>
        Encode(rows, offset, new RowFields { Stream = "thing/bare"u8, Version = 1, Type = "thing.happened.1"u8, Data = "{}"u8, InstantTicks = 637_430_400_000_000_000, Actor = "timer"u8 });

    private static void Encode(EncodedRows rows, long offset, in RowFields row)
    {
        Span<byte> buffer = new byte[RowBytes.LengthOf(row)];
        rows.Add(buffer[..RowBytes.Write(row, buffer)], offset);
    }

    /// <summary>Every batch after an offset, however many reads that takes.</summary>
    public static List<StoredBatch> All(IJournalStore store, int rowsPerRead = 10)
    {
        var all = new List<StoredBatch>();
        for (var read = store.Read(0, rowsPerRead); read.Count > 0; read = store.Read(all[^1].LastOffset, rowsPerRead)) all.AddRange(read);
        return all;
    }
}
