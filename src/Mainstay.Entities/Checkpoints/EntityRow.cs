using System.Buffers.Binary;
using System.Text;

namespace Mainstay.Entities;

/// <summary>A committed state as it is kept, so that recovery need not begin at the first event.</summary>
/// <param name="Stream">"type/key".</param>
/// <param name="Version">The entity's version.</param>
/// <param name="DueTicks">When to wake it; 0 for never.</param>
/// <param name="Body">Everything else, see <see cref="EntityRowBody"/>.</param>
public sealed record EntityRow(string Stream, long Version, long DueTicks, ReadOnlyMemory<byte> Body)
{
    /// <summary>As a version: the row holds nothing, and the next start rebuilds the entity from the journal.</summary>
    public const long MustRebuild = -1;

    /// <summary>CRC-32C over stream, version, due instant and body.</summary>
    public long Checksum()
    {
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, Version);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], DueTicks);
        var state = Crc32C.Append(uint.MaxValue, Utf8Text.Of(Stream, stackalloc byte[Utf8Text.UsualRoom]));
        return ~Crc32C.Append(Crc32C.Append(state, numbers), Body.Span);
    }
}

/// <summary>
/// The body of an entity row, little endian: journal offset i64, instant ticks i64, count of watermarks i32, each shard u16, offset i64, index i32; count of
/// remembered commands i32, each id 16, body hash 16, at ticks i64, version i64, outcome length i32 (-1 none), outcome UTF-8; then the state's JSON.
/// </summary>
internal static class EntityRowBody
{
    /// <summary>Reads a row into a cell.</summary>
    public static Snapshot Decode(EntityRow row, EntityRuntime runtime)
    {
        var reader = new Reader(row.Body.Span);
        var offset = reader.Int64();
        var instant = reader.Int64();
        var watermarks = reader.Watermarks();
        var remembered = reader.Remembered();
        var state = runtime.ReadState(reader.Rest);
        return new Snapshot(state, row.Version, offset, instant, watermarks.Length == 0 ? [] : watermarks, row.DueTicks, new RememberedCommands(remembered));
    }

    /// <summary>What a row says besides remembered commands; the state as its JSON.</summary>
    public static (long Offset, long InstantTicks, MailPosition[] Watermarks, ReadOnlyMemory<byte> State) PartsOf(EntityRow row)
    {
        var reader = new Reader(row.Body.Span);
        var (offset, instant, watermarks) = (reader.Int64(), reader.Int64(), reader.Watermarks());
        _ = reader.Remembered();
        return (offset, instant, watermarks, row.Body[^reader.Rest.Length..]);
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

        public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

        public string? Text()
        {
            var length = Int32();
            return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
        }

        public MailPosition[] Watermarks()
        {
            var watermarks = new MailPosition[Int32()];
            for (var index = 0; index < watermarks.Length; index++)
            {
                var shard = UInt16();
                watermarks[index] = new MailPosition(Int64(), Int32(), shard);
            }

            return watermarks;
        }

        public RememberedCommand[] Remembered()
        {
            var remembered = new RememberedCommand[Int32()];
            for (var index = 0; index < remembered.Length; index++)
            {
                remembered[index] = new RememberedCommand(UInt128(), UInt128(), Int64(), Int64(), Text());
            }

            return remembered;
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            var taken = Rest[..length];
            Rest = Rest[length..];
            return taken;
        }
    }
}
