using System.Globalization;
using Npgsql;

namespace Mainstay.Entities;

/// <summary>
/// A schema in a PostgreSQL database that has been found fit to keep a journal in: reachable, new enough, flushing what it confirms, with our tables in it. Both stores work through it; close it after them.
/// </summary>
public sealed class PostgresDatabase : IDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private readonly NpgsqlDataSource _source;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _realClock;
    private readonly Action<string> _onWaiting;
    private readonly CancellationToken _stop;

    private PostgresDatabase(PostgresOptions options, TimeProvider realClock, Action<string>? onWaiting, CancellationToken stop)
    {
        (_options, _realClock, _onWaiting, _stop) = (options, realClock, onWaiting ?? (static _ => { }), stop);
        _source = new NpgsqlDataSourceBuilder(options.ConnectionString).Build();
    }

    /// <summary>Waits for the server, looks whether it keeps what it confirms, and makes the tables where there are none.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="realClock">Measures the patience.</param>
    /// <param name="onWaiting">Called with the reason when a start waits, and when it becomes another.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="PostgresRefusedException">It must not be used, or does not let us in.</exception>
    /// <exception cref="StoreDamagedException">Its tables were made by a newer program.</exception>
    /// <exception cref="StoreUnreachableException">It could not be reached for as long as the options say.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static PostgresDatabase Open(PostgresOptions options, TimeProvider realClock, Action<string>? onWaiting = null, CancellationToken stop = default)
    {
        var database = new PostgresDatabase(options, realClock, onWaiting, stop);
        try
        {
            database.Patiently(connection =>
            {
                PostgresFitness.Check(connection);
                return PostgresSchema.Ensure(connection, options.Schema);
            });
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>For tools that look and change nothing, also at a copy on a server that would be refused as a home, or on a standby.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="realClock">Measures the patience.</param>
    /// <exception cref="Maintenance.MaintenanceRefusedException">There is no store in it.</exception>
    /// <exception cref="PostgresRefusedException">It does not let us in.</exception>
    /// <exception cref="StoreDamagedException">Its tables were made by a newer program.</exception>
    /// <exception cref="StoreUnreachableException">It does not answer.</exception>
    internal static PostgresDatabase OpenForReading(PostgresOptions options, TimeProvider realClock)
    {
        var database = new PostgresDatabase(options, realClock, onWaiting: null, CancellationToken.None);
        try
        {
            var isThere = database.Patiently(connection => PostgresSchema.IsThere(connection, options.Schema));
            return isThere ? database : throw new Maintenance.MaintenanceRefusedException($"There is no store in the schema {options.Schema} of that database. Nothing was changed.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose() => _source.Dispose();

    /// <summary>A connection for one owner, who keeps it.</summary>
    internal NpgsqlConnection Connect() => _source.OpenConnection();

    /// <summary>What a start needs: waits, and says so, until it can be done.</summary>
    internal T Patiently<T>(Func<NpgsqlConnection, T> work)
    {
        var (began, said) = (_realClock.GetTimestamp(), "");
        while (true)
        {
            try
            {
                using var connection = Connect();
                return work(connection);
            }
            catch (Exception failure) when (PostgresFailure.MayPass(failure))
            {
                if (_realClock.GetElapsedTime(began) >= _options.StartPatience) throw Unreachable(failure, _options.StartPatience);
                if (failure.Message != said) _onWaiting(said = failure.Message);
            }
            catch (Exception failure) when (PostgresFailure.Refusal(failure) is not null)
            {
                throw PostgresFailure.Refusal(failure)!;
            }

            _source.Clear();
            _stop.WaitHandle.WaitOne(s_look);
            _stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// What may be done again without harm (every read, and writes of entity rows): a connection that broke while it was idle, or a server that is being restarted, is not worth an error. After a few
    /// tries (within a second, unless the network answers nothing at all) somebody has to be told, because requests wait.
    /// </summary>
    /// <exception cref="StoreUnreachableException">It still cannot be done.</exception>
    internal T Use<T>(Func<NpgsqlConnection, T> work)
    {
        var began = _realClock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var connection = Connect();
                return work(connection);
            }
            catch (Exception lost) when (PostgresFailure.MayPass(lost))
            {
                if (attempt == Attempts) throw Unreachable(lost, _realClock.GetElapsedTime(began));
            }

            _source.Clear(); // What idles beside it is most likely broken too.
            _stop.WaitHandle.WaitOne(s_pause * attempt);
        }
    }

    private static StoreUnreachableException Unreachable(Exception failure, TimeSpan waited) =>
        new(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL could not be used for {waited.TotalSeconds:0.#} s: {failure.Message.TrimEnd('.')}."), failure);
}
