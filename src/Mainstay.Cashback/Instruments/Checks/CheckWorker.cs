using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>
/// Asks about the cards that wait for it. What is to be asked is in the journal, so that a restart loses nobody. A new card is asked about at once; who has no answer is asked again after a pause that
/// grows while nobody answers, and keeps no new card waiting.
/// </summary>
internal sealed partial class CheckWorker(
    EntityHost host, ProgrammeCatalogue programmes, ChecksView view, IInstrumentCheck check, CheckOptions options, IssuerMetrics metrics, [FromKeyedServices("real")] TimeProvider clock, ILogger<CheckWorker> log)
    : BackgroundService
{
    private static readonly Request Worker = Request.By("issuer-check");
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private long _seen;
    private TimeSpan? _pause;
    private long _pausedAt;

    private TimeSpan UntilAgain => _pause is not { } pause ? Timeout.InfiniteTimeSpan : pause - clock.GetElapsedTime(_pausedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        metrics.Observe(view);
        while (true)
        {
            var position = view.Position;
            await LookAsync(stoppingToken);
            await Fresh.WithinAsync(cancellation => view.WaitForAsync(position + 1, cancellation), UntilAgain, clock, stoppingToken);
            await Task.Delay(Breath, clock, stoppingToken);
        }
    }

    // While it cannot be read who waits, nobody is asked.
    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AskNewAsync(stoppingToken);
            if (UntilAgain == TimeSpan.Zero) await AskAgainAsync(stoppingToken);
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            NotRead(log, notNow.Message);
            _pause ??= ShortestPause;
            _pausedAt = clock.GetTimestamp();
            await Task.Delay(Patience.Rest, clock, stoppingToken);
        }
    }

    private async Task AskNewAsync(CancellationToken stoppingToken)
    {
        while (view.After(_seen, options.AtOnce) is { Count: > 0 } awaited)
        {
            var round = await AskAsync(awaited, stoppingToken);
            _seen = awaited[^1].Position;
            if (round.Trouble is not null && _pause is null) Rest(ShortestPause, round);
        }
    }

    /// <summary>From the oldest on. When the first of them have no answer, the others are not asked either.</summary>
    private async Task AskAgainAsync(CancellationToken stoppingToken)
    {
        var round = new Round(0, null);
        for (var position = 0L; position < _seen && view.After(position, options.AtOnce) is { Count: > 0 } awaited; position = awaited[^1].Position)
        {
            var asked = await AskAsync(awaited, stoppingToken);
            round = new Round(round.Answered + asked.Answered, asked.Trouble ?? round.Trouble);
            if (round.Answered == 0) break;
        }

        if (round.Trouble is null) GoOn();
        else Rest(round.Answered > 0 ? ShortestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, _pause!.Value.Ticks * 2)), round);
    }

    private void GoOn()
    {
        _pause = null;
        metrics.IsAskedAgain = false;
    }

    private void Rest(TimeSpan pause, Round round)
    {
        (_pause, _pausedAt) = (pause, clock.GetTimestamp());
        metrics.IsAskedAgain = true;
        AskedAgain(log, view.Count().Cards, pause.TotalSeconds, round.Trouble!);
    }

    private async Task<Round> AskAsync(List<AwaitedCheck> awaited, CancellationToken stoppingToken)
    {
        var troubles = await Task.WhenAll(awaited.Select(one => AskAsync(one, stoppingToken)));
        return new Round(troubles.Count(trouble => trouble is null), troubles.FirstOrDefault(trouble => trouble is not null));
    }

    /// <returns>Why there is no answer; null when there is one.</returns>
    private async Task<string?> AskAsync(AwaitedCheck awaited, CancellationToken stoppingToken)
    {
        var key = ParticipantKey.Parse(awaited.Participant);
        if (programmes.Find(key.Programme) is not { } programme) return "the programme " + key.Programme + " is not among this server's";
        try
        {
            if (host.Read(Participant.Type, awaited.Participant).Find(awaited.InstrumentId) is not { Check: CheckState.Awaited } held) return null;
            var reply = await check.AskAsync(Question(programme, held), stoppingToken);
            if (reply.Answer is not { } answer) return reply.Trouble;
            metrics.Answered();
            await host.PatientlyAsync(Participant.Type, awaited.Participant, new ParticipantCommand.RecordCheck(programme, held.Id, answer), Worker, clock, stoppingToken);
            return null;
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            return notNow.Message;
        }
    }

    private static CheckQuestion Question(Programme programme, HeldInstrument held)
    {
        var face = held.Face.Reveal() ?? new CardFace("other", "", "", "");
        return new CheckQuestion(programme.Id, held.Id, held.Key, face.Brand, face.LastFour, face.Expiry);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} cards have no answer from the issuer yet; they are asked about again in {Seconds} s: {Trouble}")]
    private static partial void AskedAgain(ILogger log, long count, double seconds, string trouble);

    [LoggerMessage(2, LogLevel.Error, "It cannot be read which cards wait for the issuer's answer; it is tried again: {Reason}")]
    private static partial void NotRead(ILogger log, string reason);

    private readonly record struct Round(int Answered, string? Trouble);
}
