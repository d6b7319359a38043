using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>What a failure of the database means. Messages of the server and of Npgsql name hosts, users and databases; never a password.</summary>
internal static class PostgresFailure
{
    /// <summary>The connection broke, or the server is starting, stopping, full, or a standby: the same may succeed in a while.</summary>
    public static bool MayPass(Exception failure) => failure switch
    {
        PostgresException said => said.IsTransient || said.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException lost => lost.IsTransient || lost.InnerException is SocketException or IOException,
        SocketException or TimeoutException => true,
        PostgresNotReadyException => true,
        _ => false,
    };

    /// <summary>The settings lead to a server that does not let this program in, or to nothing that it could use; null for what nobody expected.</summary>
    public static PostgresRefusedException? Refusal(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } said when IsRefusal(state) => new PostgresRefusedException(PostgresRefusedException.Connection, $"a database that this server may use; PostgreSQL said: {said.MessageText}", said),
        NpgsqlException { InnerException: AuthenticationException or null } said and not PostgresException => new PostgresRefusedException(PostgresRefusedException.Connection, $"a database that this server may use; there was: {said.Message}", said),
        _ => null,
    };

    /// <summary>What the server holds is broken: a damaged page, a damaged index, a file that is missing.</summary>
    public static bool IsDamage(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.UndefinedFile } or OverflowException or InvalidCastException;

    // Class 28: who one is; 3D000: no such database; 42501: not allowed; 42P01, 42703: a schema with somebody else's tables.
    private static bool IsRefusal(string state) =>
        state.StartsWith("28", StringComparison.Ordinal)
        || state is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn;
}

/// <summary>The server answers, but cannot be written to yet: a standby that has not been promoted.</summary>
public sealed class PostgresNotReadyException(string message) : Exception(message);
