using System.Collections.Immutable;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.People.Endings;

/// <summary>
/// Drops the keys of people whose accounts are closed, and says so to the account, whose mail tells those who follow it. Dropping a key twice is dropping it once, so a crash in
/// between does no harm. At the start it also closes what a backup has brought back of people who were erased after it was made.
/// </summary>
internal sealed partial class ErasureWorker(
    PeopleView view, AccountStore accounts, KeyRing keys, IEnumerable<AccountFollower> followers, [FromKeyedServices("real")] TimeProvider clock, ILogger<ErasureWorker> log) : BackgroundService
{
    private const int PeopleAtOnce = 500;
    private static readonly Request Worker = Request.By("erasure");
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private readonly ImmutableArray<string> _followers = [.. followers.Select(follower => follower.EntityType).Order(StringComparer.Ordinal)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await CloseRestoredAsync(stoppingToken);
            await foreach (var _ in view.RoundsAsync(stoppingToken))
            {
                foreach (var accountId in view.ToErase()) await TryAsync(accountId, stoppingToken);
                await Task.Delay(Breath, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is found in the view by the next start.
        }
    }

    private async Task CloseRestoredAsync(CancellationToken stoppingToken)
    {
        for (var erased = keys.Erased("", PeopleAtOnce); erased.Count > 0; erased = keys.Erased(erased[^1], PeopleAtOnce))
        {
            foreach (var accountId in erased.Where(accountId => accounts.Read(accountId).IsOpen)) await CloseRestoredAsync(accountId, stoppingToken);
        }
    }

    private async Task CloseRestoredAsync(string accountId, CancellationToken stoppingToken)
    {
        try
        {
            await accounts.SendAsync(accountId, new AccountCommand.OrderErasure(ClosedBecause.Restored), Worker);
        }
        catch (Exception notNow) when (notNow is JournalFullException or EntityStoppedException)
        {
            NotYet(log, accountId, notNow.Message); // The next start tries again; nobody can come in meanwhile.
            await Task.Delay(Breath, clock, stoppingToken);
        }
    }

    /// <summary>A backup that is being made may hold on to the log beside the keys, and the journal may be full: both pass.</summary>
    private async Task TryAsync(string accountId, CancellationToken stoppingToken)
    {
        try
        {
            keys.Erase(accountId);
            await accounts.SendAsync(accountId, new AccountCommand.ConfirmErasure(_followers), Worker);
        }
        catch (Exception notNow) when (notNow is IOException or JournalFullException or EntityStoppedException)
        {
            NotYet(log, accountId, notNow.Message);
            await Task.Delay(Retry, clock, stoppingToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId} is closed and could not be erased yet; it is tried again: {Reason}")]
    private static partial void NotYet(ILogger log, string accountId, string reason);
}
