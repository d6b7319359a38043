using System.Text;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>A prepared statement: bind from 1, step, read columns from 0, and it resets itself at the end. Its connection keeps it alive; do not use it after that is disposed.</summary>
internal readonly unsafe struct SqliteStatement(SqliteConnectionHandle connection, nint statement)
{
    public SqliteStatement Bind(int index, long value)
    {
        Check(SqliteNative.BindInt64(statement, index, value));
        return this;
    }

    public SqliteStatement Text(int index, ReadOnlySpan<byte> utf8)
    {
        byte none = 0; // An empty span has no address, which SQLite would take for NULL.
        fixed (byte* bytes = utf8) Check(SqliteNative.BindText(statement, index, bytes is null ? &none : bytes, utf8.Length, SqliteNative.Transient));
        return this;
    }

    public SqliteStatement Text(int index, string value) => Text(index, Utf8Text.Of(value, stackalloc byte[Utf8Text.UsualRoom]));

    public SqliteStatement Blob(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            Check(bytes is null ? SqliteNative.BindZeroBlob(statement, index, 0) : SqliteNative.BindBlob(statement, index, bytes, value.Length, SqliteNative.Transient));
        }

        return this;
    }

    public SqliteStatement Null(int index)
    {
        Check(SqliteNative.BindNull(statement, index));
        return this;
    }

    /// <summary>True when there is a row; at the end the statement is reset.</summary>
    public bool Step()
    {
        var code = SqliteNative.Step(statement);
        if (code == raw.SQLITE_ROW) return true;
        _ = SqliteNative.Reset(statement); // Says again what the step said.
        return code == raw.SQLITE_DONE ? false : throw connection.Failure("step", code);
    }

    public void Run()
    {
        while (Step())
        {
            // A statement without rows.
        }
    }

    public void Reset() => _ = SqliteNative.Reset(statement);

    public long Int64(int column) => SqliteNative.ColumnInt64(statement, column);

    public bool IsNull(int column) => SqliteNative.ColumnType(statement, column) == raw.SQLITE_NULL;

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var bytes = SqliteNative.ColumnBlob(statement, column);
        return new ReadOnlySpan<byte>(bytes, SqliteNative.ColumnBytes(statement, column));
    }

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw connection.Failure("bind", code);
    }
}
