using System.Buffers.Binary;

namespace Mainstay.Entities;

/// <summary>
/// One journal row in its specified encoding: what a batch's hash is taken over, and what travels from the turn to the store without another copy.
/// Little endian. Layout: 0 offset i64, 8 version i64, 16 instant i64 (ticks UTC), 24 remembered-at i64 (ticks, 0 none), 32 command id 16 bytes (big endian),
/// 48 body hash 16 bytes (big endian), 64 mail source offset i64 (0 none), 72 mail source index i32, 76 mail source shard u16, 78 stream length u16, 80 type length u16,
/// 82 actor length u16, 84 outcome length u16 (65535: none), 86 shard u16, 88 data length i32, 92 stream, type, actor, outcome (UTF-8), data (UTF-8 JSON).
/// </summary>
public readonly ref struct RowBytes(ReadOnlySpan<byte> bytes)
{
    internal const int HeaderLength = 92;
    internal const int CommandIdAt = 32;
    internal const int BodyHashAt = 48;
    private const ushort NoOutcome = ushort.MaxValue;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public long Offset => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    public long Version => BinaryPrimitives.ReadInt64LittleEndian(_bytes[8..]);

    public long InstantTicks => BinaryPrimitives.ReadInt64LittleEndian(_bytes[16..]);

    public long RememberedAtTicks => BinaryPrimitives.ReadInt64LittleEndian(_bytes[24..]);

    public ReadOnlySpan<byte> CommandIdBytes => _bytes.Slice(CommandIdAt, 16);

    public ReadOnlySpan<byte> BodyHashBytes => _bytes.Slice(BodyHashAt, 16);

    public CommandId CommandId => new(BinaryPrimitives.ReadUInt128BigEndian(CommandIdBytes));

    public UInt128 BodyHash => BinaryPrimitives.ReadUInt128BigEndian(BodyHashBytes);

    public MailPosition Source => new(
        BinaryPrimitives.ReadInt64LittleEndian(_bytes[64..]),
        BinaryPrimitives.ReadInt32LittleEndian(_bytes[72..]),
        BinaryPrimitives.ReadUInt16LittleEndian(_bytes[76..]));

    public ReadOnlySpan<byte> Stream => _bytes.Slice(HeaderLength, StreamLength);

    public ReadOnlySpan<byte> Type => _bytes.Slice(HeaderLength + StreamLength, TypeLength);

    public ReadOnlySpan<byte> Actor => _bytes.Slice(HeaderLength + StreamLength + TypeLength, ActorLength);

    public bool HasOutcome => RawOutcomeLength != NoOutcome;

    public ReadOnlySpan<byte> Outcome => _bytes.Slice(HeaderLength + StreamLength + TypeLength + ActorLength, OutcomeLength);

    public ReadOnlySpan<byte> Data =>
        _bytes.Slice(HeaderLength + StreamLength + TypeLength + ActorLength + OutcomeLength, DataLength);

    /// <summary>The encoded row's length in bytes.</summary>
    public int Length => HeaderLength + StreamLength + TypeLength + ActorLength + OutcomeLength + DataLength;

    private int StreamLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[78..]);

    private int TypeLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[80..]);

    private int ActorLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[82..]);

    private int RawOutcomeLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[84..]);

    private int OutcomeLength => HasOutcome ? RawOutcomeLength : 0;

    private int DataLength => BinaryPrimitives.ReadInt32LittleEndian(_bytes[88..]);

    /// <summary>How many bytes <see cref="Write"/> needs.</summary>
    internal static int LengthOf(in RowFields row) =>
        HeaderLength + row.Stream.Length + row.Type.Length + row.Actor.Length + row.Outcome.Length + row.Data.Length;

    /// <summary>Encodes a row; answers its length.</summary>
    internal static int Write(in RowFields row, Span<byte> target)
    {
        var at = HeaderLength;
        row.Stream.CopyTo(target[at..]);
        at += row.Stream.Length;
        row.Type.CopyTo(target[at..]);
        at += row.Type.Length;
        row.Actor.CopyTo(target[at..]);
        at += row.Actor.Length;
        row.Outcome.CopyTo(target[at..]);
        at += row.Outcome.Length;
        row.Data.CopyTo(target[at..]);
        at += row.Data.Length;

        BinaryPrimitives.WriteInt64LittleEndian(target, row.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], row.Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], row.InstantTicks);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], row.RememberedAtTicks);
        BinaryPrimitives.WriteUInt128BigEndian(target[32..], row.CommandId.Value);
        BinaryPrimitives.WriteUInt128BigEndian(target[48..], row.BodyHash);
        BinaryPrimitives.WriteInt64LittleEndian(target[64..], row.Source.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(target[72..], row.Source.Index);
        BinaryPrimitives.WriteUInt16LittleEndian(target[76..], row.Source.Shard);
        BinaryPrimitives.WriteUInt16LittleEndian(target[78..], checked((ushort)row.Stream.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[80..], checked((ushort)row.Type.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[82..], checked((ushort)row.Actor.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[84..], row.HasOutcome ? checked((ushort)row.Outcome.Length) : NoOutcome);
        BinaryPrimitives.WriteUInt16LittleEndian(target[86..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(target[88..], row.Data.Length);
        return at;
    }

    internal static void PatchOffset(Span<byte> row, long offset) => BinaryPrimitives.WriteInt64LittleEndian(row, offset);
}

/// <summary>The fields of a row before it is encoded; texts in UTF-8.</summary>
internal ref struct RowFields
{
    public long Offset;
    public ReadOnlySpan<byte> Stream;
    public long Version;
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Data;
    public long InstantTicks;
    public ReadOnlySpan<byte> Actor;
    public CommandId CommandId;
    public UInt128 BodyHash;
    public long RememberedAtTicks;
    public ReadOnlySpan<byte> Outcome;
    public bool HasOutcome;
    public MailPosition Source;
}
