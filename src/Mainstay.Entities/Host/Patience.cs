using Mainstay.Entities;

namespace Mainstay.Cashback;

/// <summary>For workers, who have nobody waiting: a full journal is waited out.</summary>
internal static class Patience
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

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
                await Task.Delay(Wait, clock, cancellationToken);
            }
        }
    }
}
