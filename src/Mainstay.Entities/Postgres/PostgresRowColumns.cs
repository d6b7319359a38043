using Npgsql;
using NpgsqlTypes;

namespace Mainstay.Entities;

/// <summary>A batch's rows as one array for each column; the lists are used again for each batch, and bytes are slices of the encoded rows.</summary>
internal sealed class PostgresRowColumns
{
    private readonly List<long> _offset = [];
    private readonly List<long> _version = [];
    private readonly List<long> _instant = [];
    private readonly List<long?> _rememberedAt = [];
    private readonly List<long?> _sourceOffset = [];
    private readonly List<int?> _sourceIndex = [];
    private readonly List<int?> _sourceShard = [];
    private readonly List<ReadOnlyMemory<byte>> _stream = [];
    private readonly List<ReadOnlyMemory<byte>> _type = [];
    private readonly List<ReadOnlyMemory<byte>> _actor = [];
    private readonly List<ReadOnlyMemory<byte>?> _command = [];
    private readonly List<ReadOnlyMemory<byte>?> _bodyHash = [];
    private readonly List<ReadOnlyMemory<byte>?> _outcome = [];
    private readonly List<ReadOnlyMemory<byte>> _data = [];

    /// <summary>In the order of the statement's columns.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var numbers in new[] { _offset, _version, _instant }) parameters.Add(ArrayOf(NpgsqlDbType.Bigint, numbers));
        foreach (var numbers in new[] { _rememberedAt, _sourceOffset }) parameters.Add(ArrayOf(NpgsqlDbType.Bigint, numbers));
        foreach (var numbers in new[] { _sourceIndex, _sourceShard }) parameters.Add(ArrayOf(NpgsqlDbType.Integer, numbers));
        foreach (var bytes in new[] { _stream, _type, _actor }) parameters.Add(ArrayOf(NpgsqlDbType.Bytea, bytes));
        foreach (var bytes in new[] { _command, _bodyHash, _outcome }) parameters.Add(ArrayOf(NpgsqlDbType.Bytea, bytes));
        parameters.Add(ArrayOf(NpgsqlDbType.Bytea, _data));
    }

    public void Fill(EncodedRows rows)
    {
        Clear();
        for (var index = 0; index < rows.Count; index++) Add(rows[index], rows.MemoryOf(index));
    }

    private static NpgsqlParameter<List<T>> ArrayOf<T>(NpgsqlDbType element, List<T> values) => new() { NpgsqlDbType = NpgsqlDbType.Array | element, TypedValue = values };

    private void Add(RowBytes row, ReadOnlyMemory<byte> bytes)
    {
        _offset.Add(row.Offset);
        _version.Add(row.Version);
        _instant.Add(row.InstantTicks);
        var (isCommand, source) = (!row.CommandId.IsNone, row.Source);
        _rememberedAt.Add(isCommand ? row.RememberedAtTicks : null);
        _command.Add(Optional(isCommand, bytes.Slice(RowBytes.CommandIdAt, row.CommandIdBytes.Length)));
        _bodyHash.Add(Optional(isCommand, bytes.Slice(RowBytes.BodyHashAt, row.BodyHashBytes.Length)));
        _sourceOffset.Add(source.IsNone ? null : source.Offset);
        _sourceIndex.Add(source.IsNone ? null : source.Index);
        _sourceShard.Add(source.IsNone ? null : source.Shard);
        AddTexts(row, bytes[RowBytes.HeaderLength..]);
    }

    private void AddTexts(RowBytes row, ReadOnlyMemory<byte> rest)
    {
        _stream.Add(Cut(ref rest, row.Stream.Length));
        _type.Add(Cut(ref rest, row.Type.Length));
        _actor.Add(Cut(ref rest, row.Actor.Length));
        _outcome.Add(Optional(row.HasOutcome, Cut(ref rest, row.Outcome.Length)));
        _data.Add(Cut(ref rest, row.Data.Length));
    }

    /// <summary>Not as a conditional: a null beside a memory becomes an empty memory, which is not null.</summary>
    private static ReadOnlyMemory<byte>? Optional(bool isThere, ReadOnlyMemory<byte> bytes)
    {
        if (isThere) return bytes;
        return null;
    }

    private static ReadOnlyMemory<byte> Cut(ref ReadOnlyMemory<byte> rest, int length)
    {
        var cut = rest[..length];
        rest = rest[length..];
        return cut;
    }

    private void Clear()
    {
        foreach (var numbers in new[] { _offset, _version, _instant }) numbers.Clear();
        foreach (var numbers in new[] { _rememberedAt, _sourceOffset }) numbers.Clear();
        foreach (var numbers in new[] { _sourceIndex, _sourceShard }) numbers.Clear();
        foreach (var bytes in new[] { _stream, _type, _actor, _data }) bytes.Clear();
        foreach (var bytes in new[] { _command, _bodyHash, _outcome }) bytes.Clear();
    }
}
