using Microsoft.Data.Sqlite;

namespace Mainstay.Entities;

/// <summary>
/// For workers, who have nobody waiting: what passes is waited out, and what waits for somebody's look holds nothing else up. Whatever escapes a worker ends the process, so each asks
/// <see cref="IsNotNow"/> of what went wrong with one piece of its work, and goes on with the next.
/// </summary>
public static class Patience
{
    private static readonly TimeSpan s_fullJournal = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a worker rests before it looks again at what could not be done.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a piece of work cannot be done now while others can: an entity is stopped, the journal's queue is full, the disk or the database does not answer, or a view is being made again. Everything else is a fault
    /// of the program.
    /// </summary>
    public static bool IsNotNow(Exception failure) => failure is EntityStoppedException or JournalFullException or IOException or SqliteException;

    /// <summary>Sends a command; a full journal is waited out, by real time.</summary>
    public static async ValueTask<Answer<TState>> PatientlyAsync<TState, TCommand, TEvent>(
        this EntityHost host, EntityType<TState, TCommand, TEvent> type, string key, TCommand command, Request request, TimeProvider clock, CancellationToken cancellationToken)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        while (true)
        {
            try
            {
                return await host.SendAsync(type, key, command, request);
            }
            catch (JournalFullException)
            {
                await Task.Delay(s_fullJournal, clock, cancellationToken);
            }
        }
    }

    /// <summary>Goes round now, and again whenever the view has moved on; also after a rest when something of a round is left for later, which may be that the view itself could not be read. Ends when cancelled.</summary>
    /// <param name="view">What the work is read from.</param>
    /// <param name="round">False: something is left for later, and it has said what.</param>
    /// <param name="notNow">Told why a round broke off; once, however often it does for the same reason.</param>
    /// <param name="clock">Real time.</param>
    /// <param name="cancellationToken">When the worker stops.</param>
    public static async Task GoRoundAsync(this View view, Func<Task<bool>> round, Action<string> notNow, TimeProvider clock, CancellationToken cancellationToken)
    {
        string? said = null;
        await foreach (var _ in view.RoundsAsync(cancellationToken))
        {
            while (await TroubleOfAsync(round) is { } trouble)
            {
                if (trouble.Length > 0 && trouble != said) notNow(said = trouble);
                await Task.Delay(Rest, clock, cancellationToken);
            }

            said = null;
        }
    }

    /// <returns>Null: all is done. Empty: the round has said it.</returns>
    private static async Task<string?> TroubleOfAsync(Func<Task<bool>> round)
    {
        try
        {
            return await round() ? null : "";
        }
        catch (Exception notNow) when (IsNotNow(notNow))
        {
            return notNow.Message;
        }
    }
}
