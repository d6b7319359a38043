using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>Runs a view's statements inside a transaction that the first of them begins, prepared once per text; without the ADO.NET layer, whose cost per row is about that of the insert.</summary>
public sealed class ViewWriter : IDisposable
{
    private readonly sqlite3 _database;
    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);

    internal ViewWriter(SqliteConnection connection) => _database = connection.Handle ?? throw new ArgumentException("The connection is not open.", nameof(connection));

    /// <summary>Whether a statement has run since the last commit.</summary>
    internal bool HasBegun { get; private set; }

    /// <summary>Runs one statement.</summary>
    /// <param name="sql">Its text, with parameters @1, @2, … in any order.</param>
    /// <param name="parameters">The first is @1.</param>
    /// <exception cref="SqliteException">SQLite refused it.</exception>
    public void Run(string sql, params ReadOnlySpan<ViewValue> parameters)
    {
        if (!HasBegun)
        {
            Step(Prepared("BEGIN IMMEDIATE", 0));
            HasBegun = true;
        }

        var prepared = Prepared(sql, parameters.Length);
        for (var index = 0; index < parameters.Length; index++) Bind(prepared.Statement, prepared.Places[index], parameters[index]);
        Step(prepared);
    }

    /// <summary>Ends the transaction, if one was begun, with all that was written.</summary>
    internal void Commit()
    {
        if (!HasBegun) return;
        Step(Prepared("COMMIT", 0));
        HasBegun = false;
    }

    /// <summary>Ends the transaction with nothing. A failure may have ended it already.</summary>
    internal void RollBack()
    {
        if (HasBegun && raw.sqlite3_get_autocommit(_database) == 0) Step(Prepared("ROLLBACK", 0));
        HasBegun = false;
    }

    public void Dispose()
    {
        foreach (var prepared in _prepared.Values) prepared.Statement.Dispose();
    }

    private void Step(PreparedStatement prepared)
    {
        int code;
        do code = raw.sqlite3_step(prepared.Statement);
        while (code == raw.SQLITE_ROW);
        raw.sqlite3_reset(prepared.Statement);
        if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _database);
    }

    private static void Bind(sqlite3_stmt statement, int place, in ViewValue value)
    {
        if (value.TryNumber(out var number)) raw.sqlite3_bind_int64(statement, place, number);
        else if (value.Reference is string text) raw.sqlite3_bind_text(statement, place, text);
        else if (value.Reference is byte[] bytes) raw.sqlite3_bind_blob(statement, place, bytes);
        else raw.sqlite3_bind_null(statement, place);
    }

    private PreparedStatement Prepared(string sql, int parameters)
    {
        if (_prepared.TryGetValue(sql, out var known)) return known;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), _database);
        var places = new int[parameters];
        for (var index = 0; index < parameters; index++)
        {
            places[index] = raw.sqlite3_bind_parameter_index(statement, "@" + (index + 1).ToString(CultureInfo.InvariantCulture));
            if (places[index] == 0) throw new ArgumentException($"The statement has no parameter @{index + 1}: {sql}", nameof(sql));
        }

        if (raw.sqlite3_bind_parameter_count(statement) != parameters) throw new ArgumentException($"The statement has other parameters than @1 to @{parameters}: {sql}", nameof(sql));
        var prepared = new PreparedStatement(statement, places);
        _prepared.Add(sql, prepared);
        return prepared;
    }

    private sealed record PreparedStatement(sqlite3_stmt Statement, int[] Places);
}
