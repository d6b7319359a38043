using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Mainstay.Entities;

/// <summary>Runs a view's statements inside the current transaction, prepared once per text.</summary>
public sealed class ViewWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    internal ViewWriter(SqliteConnection connection) => _connection = connection;

    /// <summary>The transaction that statements run in. A prepared command outlives the transaction it was made in and must be told of the next one.</summary>
    internal SqliteTransaction? Transaction { get; set; }

    /// <summary>Runs one statement; parameters are @1, @2, … in order. Takes null, long, int, string, byte[], bool.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command)) command = Prepare(sql, parameters.Length);
        for (var index = 0; index < parameters.Length; index++) command.Parameters[index].Value = parameters[index] ?? DBNull.Value;
        command.Transaction = Transaction;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values) command.Dispose();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 1; index <= parameters; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + index.ToString(CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }

        _prepared.Add(sql, command);
        return command;
    }
}
