using Mainstay.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback;

/// <summary>For answers that must show what was done a moment ago, also where it was done by mail or is read from a view.</summary>
internal static class Fresh
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Waits until a view has read everything that is committed now.</summary>
    /// <returns>False when it did not within ten seconds: answer 503.</returns>
    public static Task<bool> CatchesUpAsync(this View view, EntityHost host, HttpContext context, TimeProvider clock) =>
        WithinAsync(cancellation => view.CatchUpAsync(host, cancellation), Limit, clock, context.RequestAborted);

    /// <summary>The same for a page, which shows what is there when it takes longer than two seconds, and says so.</summary>
    public static Task<bool> CatchesUpSoonAsync(this View view, EntityHost host, HttpContext context) => WithinAsync(
        cancellation => view.CatchUpAsync(host, cancellation), Soon, context.RequestServices.GetRequiredKeyedService<TimeProvider>("real"), context.RequestAborted);

    /// <summary>Waits until an entity is as wished.</summary>
    /// <returns>The state; null when it did not come within the limit: answer 503.</returns>
    public static async Task<TState?> WaitUntilAsync<TState, TCommand, TEvent>(
        this EntityHost host, EntityType<TState, TCommand, TEvent> type, string key, Func<TState, bool> isWished, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        TState? found = null;
        await WithinAsync(async cancellation => found = await FollowAsync(host, type, key, isWished, cancellation), limit, clock, cancellationToken);
        return found;
    }

    private static async Task<TState> FollowAsync<TState, TCommand, TEvent>(
        EntityHost host, EntityType<TState, TCommand, TEvent> type, string key, Func<TState, bool> isWished, CancellationToken cancellationToken)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        while (true)
        {
            var (state, version) = host.ReadVersion(type, key);
            if (isWished(state)) return state;
            await host.WaitForChangeAsync(EntityKey.Of(type, key), version, cancellationToken);
        }
    }

    /// <returns>False when the time was up first.</returns>
    public static async Task<bool> WithinAsync(Func<CancellationToken, Task> work, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await work(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
