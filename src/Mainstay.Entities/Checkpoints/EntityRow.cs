using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
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

    /// <summary>The first eight bytes of SHA-256 over stream, version, due instant and body.</summary>
    public long Checksum()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, Version);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], DueTicks);
        sha.AppendData(Encoding.UTF8.GetBytes(Stream));
        sha.AppendData(numbers);
        sha.AppendData(Body.Span);
        return BinaryPrimitives.ReadInt64LittleEndian(sha.GetHashAndReset());
    }
}

/// <summary>
/// The body of an entity row, little endian: journal offset i64, instant ticks i64, count of watermarks i32, each shard u16, offset i64, index i32; count of
/// remembered commands i32, each id 16, body hash 16, at ticks i64, version i64, outcome length i32 (-1 none), outcome UTF-8; then the state's JSON.
/// </summary>
internal static class EntityRowBody
{
    public static EntityRow Encode(string stream, EntityRuntime runtime, Snapshot snapshot, RememberedCommand[] remembered)
    {
        var target = new ArrayBufferWriter<byte>(256);
        WriteInt64(target, snapshot.Offset);
        WriteInt64(target, snapshot.InstantTicks);
        WriteInt32(target, snapshot.Watermarks.Length);
        foreach (var watermark in snapshot.Watermarks)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target.GetSpan(2), watermark.Shard);
            target.Advance(2);
            WriteInt64(target, watermark.Offset);
            WriteInt32(target, watermark.Index);
        }

        WriteInt32(target, remembered.Length);
        foreach (var command in remembered) WriteRemembered(target, command);
        runtime.WriteState(snapshot.State, target);
        return new EntityRow(stream, snapshot.Version, snapshot.DueTicks, target.WrittenMemory);
    }

    /// <summary>Reads a row into a cell.</summary>
    public static (Snapshot Snapshot, RememberedCommands Remembered) Decode(EntityRow row, EntityRuntime runtime)
    {
        var reader = new Reader(row.Body.Span);
        var offset = reader.Int64();
        var instant = reader.Int64();
        var watermarks = reader.Watermarks();
        var remembered = reader.Remembered();
        var state = runtime.ReadState(reader.Rest);
        var snapshot = new Snapshot(state, row.Version, offset, instant, watermarks.Length == 0 ? [] : watermarks, row.DueTicks);
        return (snapshot, new RememberedCommands(remembered));
    }

    /// <summary>What a row says besides remembered commands; the state as its JSON.</summary>
    public static (long Offset, long InstantTicks, MailPosition[] Watermarks, ReadOnlyMemory<byte> State) PartsOf(EntityRow row)
    {
        var reader = new Reader(row.Body.Span);
        var (offset, instant, watermarks) = (reader.Int64(), reader.Int64(), reader.Watermarks());
        _ = reader.Remembered();
        return (offset, instant, watermarks, row.Body[^reader.Rest.Length..]);
    }

    private static void WriteRemembered(ArrayBufferWriter<byte> target, in RememberedCommand command)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(target.GetSpan(16), command.Id);
        target.Advance(16);
        BinaryPrimitives.WriteUInt128LittleEndian(target.GetSpan(16), command.BodyHash);
        target.Advance(16);
        WriteInt64(target, command.AtTicks);
        WriteInt64(target, command.Version);
        if (command.Outcome is null)
        {
            WriteInt32(target, -1);
            return;
        }

        var outcome = Encoding.UTF8.GetBytes(command.Outcome);
        WriteInt32(target, outcome.Length);
        target.Write(outcome);
    }

    private static void WriteInt64(ArrayBufferWriter<byte> target, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(8), value);
        target.Advance(8);
    }

    private static void WriteInt32(ArrayBufferWriter<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(4), value);
        target.Advance(4);
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
