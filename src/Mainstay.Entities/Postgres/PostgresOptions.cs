using System.Text.RegularExpressions;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>Which database to use, and which schema in it. The connection string is a secret: it is never written anywhere, not even when it is wrong.</summary>
public sealed partial class PostgresOptions
{
    private const int CommandSeconds = 60;
    private const int ConnectSeconds = 3;
    private const int Statements = 32;
    private const int QuietSeconds = 30;
    private const int ProbeSeconds = 10;

    // What the server's, the database's or the user's settings may say otherwise. A statement that was given up is not safer than one that takes long. Statements are prepared once, also when tables are
    // still small: every one of them has an index to go by, and must go by it when they have grown.
    private const string Session = "-c enable_seqscan=off -c jit=off -c synchronous_commit=on -c statement_timeout=0 -c lock_timeout=30s -c idle_session_timeout=0 -c idle_in_transaction_session_timeout=0 -c client_min_messages=warning";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private PostgresOptions(string connectionString, string schema, TimeSpan patience) => (ConnectionString, Schema, StartPatience) = (connectionString, schema, patience);

    /// <summary>The schema that holds the tables; created by the first start.</summary>
    public string Schema { get; }

    /// <summary>How long a start waits for a server that cannot be reached or is not ready.</summary>
    public TimeSpan StartPatience { get; }

    internal string ConnectionString { get; }

    /// <summary>Reads what was set.</summary>
    /// <param name="connectionString">In the words of Npgsql, such as "Host=db;Username=mainstay;Password=…;Database=mainstay".</param>
    /// <param name="schema">Small letters, digits and underscores; at most 63.</param>
    /// <param name="startPatience">A minute, when it is not given.</param>
    /// <exception cref="PostgresRefusedException">One of them cannot be understood.</exception>
    public static PostgresOptions Parse(string connectionString, string schema, TimeSpan? startPatience = null)
    {
        if (!SchemaName().IsMatch(schema)) throw new PostgresRefusedException("Store:Schema", $"a name of small letters, digits and underscores, not \"{schema}\"");
        try
        {
            var completed = Completed(new NpgsqlConnectionStringBuilder(connectionString), schema);
            using var _ = new NpgsqlDataSourceBuilder(completed).Build(); // Some of what does not go together is noticed only here.
            return new PostgresOptions(completed, schema, startPatience ?? s_patience);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException or OverflowException or InvalidOperationException)
        {
            // Without what was thrown: it may repeat a part of the string, and that part may be of the password.
            throw new PostgresRefusedException(PostgresRefusedException.Connection, "what Npgsql understands, such as \"Host=db;Username=mainstay;Password=…;Database=mainstay\"; what is set is not shown, because it is a secret");
        }
    }

    private static string Completed(NpgsqlConnectionStringBuilder builder, string schema)
    {
        if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("No host.", nameof(builder));
        builder.Options = $"{builder.Options} {Session}".Trim();
        builder.SearchPath = schema;
        builder.Enlist = false;
        builder.Multiplexing = false;
        builder.NoResetOnClose = true; // Nothing is changed in a session that is lent and given back.
        if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = Statements;
        if (!builder.ShouldSerialize("Application Name")) builder.ApplicationName = "mainstay";
        if (!builder.ShouldSerialize("Timeout")) builder.Timeout = ConnectSeconds;
        if (!builder.ShouldSerialize("Command Timeout")) builder.CommandTimeout = CommandSeconds;
        if (builder.TcpKeepAliveTime == 0 && !IsSocket(builder.Host)) (builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (QuietSeconds, ProbeSeconds); // A peer that vanished is noticed.
        return builder.ConnectionString;
    }

    /// <summary>A folder with a Unix socket, which knows no such probes.</summary>
    private static bool IsSocket(string host) => host[0] is '/' or '@';

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemaName();
}

/// <summary>A database that this program must not, or may not, keep its journal in. A person has to change something: answer with exit code 78.</summary>
/// <param name="setting">The setting that leads there.</param>
/// <param name="wanted">What would be right, as it continues "wants …".</param>
/// <param name="inner">What the server said.</param>
public sealed class PostgresRefusedException(string setting, string wanted, Exception? inner = null) : Exception($"The setting {setting} wants {wanted}. Nothing was changed.", inner)
{
    /// <summary>The setting's name.</summary>
    public const string Connection = "Store:ConnectionString";
}
