using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.People.SignIn;

/// <summary>
/// Writes, once a second, what nobody waits for: failed sign-ins and the use of sessions. What cannot be written now is dropped and said in the log: a journal that
/// is full has more important things to do.
/// </summary>
internal sealed partial class Recorder(
    AccountStore accounts, EntityHost host, Failures failures, SessionUse use, [FromKeyedServices("real")] TimeProvider clock, ILogger<Recorder> log) : BackgroundService
{
    private const string Actor = "sign-in";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StrangersEvery = TimeSpan.FromMinutes(1);

    /// <summary>Before the store closes, what is left is written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(strangersAge: TimeSpan.Zero);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(StrangersEvery);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is written in StopAsync.
        }
    }

    /// <summary>One round.</summary>
    internal async Task WriteAsync(TimeSpan strangersAge)
    {
        foreach (var (kind, counted) in failures.TakeCounted())
            await TryAsync(() => SendAsync(kind.AccountId, new AccountCommand.RecordFailure(kind.Reason, kind.Network, counted.Count, counted.Last)));
        foreach (var (accountId, sessionId, at) in use.Take())
            await TryAsync(() => SendAsync(accountId, new AccountCommand.SeeSession(sessionId, at)));
        if (failures.TakeStrangers(strangersAge) is { Count: > 0 } strangers)
            await TryAsync(() => CountAsync(strangers));
    }

    private async Task SendAsync(string accountId, AccountCommand command) => await accounts.SendAsync(accountId, command, Request.By(Actor));

    private async Task CountAsync(Failures.Strangers counted) =>
        await host.SendAsync(Strangers.Type, Streams.Only, new StrangersCommand.Count(counted.Count, counted.From, counted.To), Request.By(Actor));

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow) || notNow is CommitUnknownException)
        {
            NotWritten(log, notNow.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "An entry of the audit trail could not be written: {Reason}")]
    private static partial void NotWritten(ILogger log, string reason);
}
