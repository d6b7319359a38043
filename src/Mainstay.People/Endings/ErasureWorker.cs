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

    // A backup that is being made may hold on to the log beside the keys, and the journal may be full: both pass. An account that is stopped waits, and holds nobody else up. Nobody can come in meanwhile.
    private readonly PieceByPiece _accounts = new((accountId, reason) => NotYet(log, accountId, reason));
    private bool _isRestoredClosed;
    private readonly ImmutableArray<string> _followers = [.. followers.Select(follower => follower.EntityType).Order(StringComparer.Ordinal)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await view.GoRoundAsync(() => RoundAsync(stoppingToken), reason => NotRead(log, reason), clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is found in the view by the next start.
        }
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        var areAllErased = _isRestoredClosed || (_isRestoredClosed = await CloseRestoredAsync(stoppingToken));
        foreach (var accountId in view.ToErase()) areAllErased &= await _accounts.TryAsync(accountId, () => EraseAsync(accountId));
        await Task.Delay(Breath, clock, stoppingToken);
        return areAllErased;
    }

    private async Task<bool> CloseRestoredAsync(CancellationToken stoppingToken)
    {
        var areAllClosed = true;
        for (var erased = keys.Erased("", PeopleAtOnce); erased.Count > 0; erased = keys.Erased(erased[^1], PeopleAtOnce))
        {
            stoppingToken.ThrowIfCancellationRequested();
            foreach (var accountId in erased) areAllClosed &= await _accounts.TryAsync(accountId, () => CloseAsync(accountId));
        }

        return areAllClosed;
    }

    private async Task CloseAsync(string accountId)
    {
        if (accounts.Read(accountId).IsOpen) await accounts.SendAsync(accountId, new AccountCommand.OrderErasure(ClosedBecause.Restored), Worker);
    }

    private async Task EraseAsync(string accountId)
    {
        keys.Erase(accountId);
        await accounts.SendAsync(accountId, new AccountCommand.ConfirmErasure(_followers), Worker);
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId} is closed and could not be erased yet; it is tried again: {Reason}")]
    private static partial void NotYet(ILogger log, string accountId, string reason);

    [LoggerMessage(2, LogLevel.Error, "It cannot be read whose accounts are to be erased; it is tried again: {Reason}")]
    private static partial void NotRead(ILogger log, string reason);
}
