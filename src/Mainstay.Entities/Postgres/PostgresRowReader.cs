using System.Buffers.Binary;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>Encodes journal rows as they arrive: their bytes go through one piece of memory that is used for every row.</summary>
internal sealed class PostgresRowReader(NpgsqlDataReader rows) : IDisposable
{
    private byte[] _bytes = new byte[4096];

    public bool Read() => rows.Read();

    /// <summary>Adds the present row.</summary>
    public void AddTo(EncodedRows target)
    {
        var (stream, type, data, actor, outcome) = (Length(1), Length(3), Length(4), Length(6), Length(10));
        var length = stream + type + data + actor + outcome;
        if (_bytes.Length < length) _bytes = new byte[length * 2];
        var free = _bytes.AsSpan();
        target.Add(new RowFields
        {
            Offset = rows.GetInt64(0),
            Stream = Bytes(1, ref free, stream),
            Version = rows.GetInt64(2),
            Type = Bytes(3, ref free, type),
            Data = Bytes(4, ref free, data),
            InstantTicks = rows.GetInt64(5),
            Actor = Bytes(6, ref free, actor),
            CommandId = new CommandId(Number(7)),
            BodyHash = Number(8),
            RememberedAtTicks = rows.IsDBNull(9) ? 0 : rows.GetInt64(9),
            HasOutcome = !rows.IsDBNull(10),
            Outcome = Bytes(10, ref free, outcome),
            Source = rows.IsDBNull(11) ? default : new MailPosition(rows.GetInt64(11), rows.GetInt32(12), checked((ushort)rows.GetInt32(13))),
        });
    }

    public void Dispose() => rows.Dispose();

    private int Length(int column) => rows.IsDBNull(column) ? 0 : (int)rows.GetBytes(column, 0, null, 0, 0);

    private ReadOnlySpan<byte> Bytes(int column, ref Span<byte> free, int length)
    {
        if (length == 0) return [];
        var start = _bytes.Length - free.Length;
        rows.GetBytes(column, 0, _bytes, start, length);
        free = free[length..];
        return _bytes.AsSpan(start, length);
    }

    private UInt128 Number(int column)
    {
        if (rows.IsDBNull(column)) return UInt128.Zero;
        Span<byte> number = stackalloc byte[16];
        return BinaryPrimitives.ReadUInt128BigEndian(rows.GetFieldValue<byte[]>(column) is { Length: 16 } bytes ? bytes : number);
    }
}
