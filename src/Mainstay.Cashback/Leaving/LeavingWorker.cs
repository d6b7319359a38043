using System.Collections.Immutable;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Leaving;

/// <summary>
/// Takes people whose accounts are closed out of every programme: they leave it as they would themselves, and cards that they added without joining are given back. Each step is
/// one that does nothing the second time, so a crash in between does no harm.
/// </summary>
internal sealed partial class LeavingWorker(
    EntityHost host, ProgrammeCatalogue programmes, EntitlementsView view, [FromKeyedServices("real")] TimeProvider clock, ILogger<LeavingWorker> log) : BackgroundService
{
    private const int PeopleAtOnce = 100;
    private static readonly Request Worker = Request.By("account-closed");
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(200);
    private readonly PieceByPiece _pieces = new((accountId, reason) => HeldBack(log, accountId, reason));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await view.GoRoundAsync(() => RoundAsync(stoppingToken), reason => NotRead(log, reason), clock, stoppingToken);
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        var areAllGone = true;
        foreach (var accountId in view.Leaving(PeopleAtOnce)) areAllGone &= await _pieces.TryAsync(accountId, () => LeaveAllAsync(accountId, stoppingToken));
        await Task.Delay(Breath, clock, stoppingToken);
        return areAllGone;
    }

    // A participant that is held back until somebody has looked keeps the job open, and nothing else.
    private async Task LeaveAllAsync(string accountId, CancellationToken stoppingToken)
    {
        var participants = ImmutableArray.CreateBuilder<string>();
        foreach (var programme in programmes.All)
        {
            if (await LeaveAsync(programme, accountId, stoppingToken) is { } participant) participants.Add(participant);
        }

        await host.PatientlyAsync(Leaver.Type, accountId, new LeaverCommand.Finish(participants.ToImmutable()), Worker, clock, stoppingToken);
    }

    /// <returns>The participant's name; null for somebody who never took part.</returns>
    private async Task<string?> LeaveAsync(Programme programme, string accountId, CancellationToken stoppingToken)
    {
        var key = new ParticipantKey(programme.Id, accountId).ToString();
        var (participant, version) = host.ReadVersion(Participant.Type, key);
        if (version == 0) return null;
        if (participant.Membership is not null)
            participant = (await host.PatientlyAsync(Participant.Type, key, new ParticipantCommand.Withdraw(programme), Worker, clock, stoppingToken)).State;
        foreach (var held in participant.Instruments.Where(held => held.IsActive))
            await host.PatientlyAsync(Participant.Type, key, new ParticipantCommand.RemoveInstrument(programme, held.Id), Worker, clock, stoppingToken);
        return key;
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId} is closed and could not be taken out of every programme yet; it is tried again: {Reason}")]
    private static partial void HeldBack(ILogger log, string accountId, string reason);

    [LoggerMessage(2, LogLevel.Error, "It cannot be read whose accounts are closed; it is tried again: {Reason}")]
    private static partial void NotRead(ILogger log, string reason);
}
