using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Periods;

/// <summary>
/// Closes periods and makes payouts by asking the participants, some at a time in order of account ids, each step recorded before the next. After a crash the last
/// step is asked again: a participant answers the same once it has settled, and never gives the same entitlement twice.
/// </summary>
internal sealed partial class PeriodWorker(
    EntityHost host, ProgrammeCatalogue programmes, EntitlementsView entitlements,
    [FromKeyedServices("real")] TimeProvider clock, ILogger<PeriodWorker> log) : BackgroundService
{
    private const int PeopleAtOnce = 512;
    private static readonly Request Worker = Request.By("cashback");
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly PieceByPiece _pieces = new((stream, reason) => HeldBack(log, stream, reason));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await entitlements.GoRoundAsync(() => RoundAsync(stoppingToken), reason => NotRead(log, reason), clock, stoppingToken);
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        while (InWork() is { Count: > 0 } work)
        {
            var isAllDone = true;
            // A participant that is held back until somebody has looked holds back the period, and nothing else.
            foreach (var (programme, period) in work) isAllDone &= await _pieces.TryAsync(Period.StreamOf(programme.Id, period.Id), () => WorkAsync(programme, period, stoppingToken));
            if (!isAllDone) return false;
        }

        await Task.Delay(Breath, clock, stoppingToken);
        return true;
    }

    private List<(Programme Programme, ProgrammePeriod Period)> InWork() => [.. entitlements.InWork().Select(Find).OfType<(Programme, ProgrammePeriod)>()];

    private (Programme Programme, ProgrammePeriod Period)? Find(string stream)
    {
        var key = ParticipantKey.Parse(stream); // The same form: programme, colon, the rest.
        if (programmes.Find(key.Programme) is { } programme && programme.Find(key.AccountId) is { } period) return (programme, period);
        if (_missing.Add(stream)) ProgrammeMissing(log, stream);
        return null;
    }

    private async Task WorkAsync(Programme programme, ProgrammePeriod period, CancellationToken stoppingToken)
    {
        var stream = Period.StreamOf(programme.Id, period.Id);

        // So that the list of participants holds everybody who has counted, and the work that is done has left it.
        await entitlements.CatchUpAsync(host, stoppingToken);
        var state = host.Read(Period.Type, stream);
        if (state.State == PeriodState.Closing) await CloseAsync(programme, period, stream, state, stoppingToken);
        else if (state.Paying is { } paying) await PayAsync(programme, period, stream, state, paying, stoppingToken);
    }

    private async Task CloseAsync(Programme programme, ProgrammePeriod period, string stream, Period state, CancellationToken stoppingToken)
    {
        if (period.Prize is { } prize && state.Ranking is null) state = await SendAsync(stream, new PeriodCommand.FixRanking(entitlements.LastPrizePlace(programme.Id, period, prize)), stoppingToken);
        while (entitlements.TakingPart(programme.Id, period.Id, state.Through, PeopleAtOnce) is { Count: > 0 } people)
        {
            var settling = people.Select(account => SettleAsync(programme, period, account, state.Ranking?.LastPrizePlace, stoppingToken)).ToList();
            var added = (await Task.WhenAll(settling)).Aggregate(ClosingFigures.None, (sum, one) => sum.Plus(one));
            state = await SendAsync(stream, new PeriodCommand.Settle(state.Through, people[^1], added), stoppingToken);
        }

        await entitlements.CatchUpAsync(host, stoppingToken);
        state = await SendAsync(stream, new PeriodCommand.Close(entitlements.CutMinor(programme.Id, period, state.Figures.TotalDueMinor), period.BudgetMinor), stoppingToken);
        Closed(log, stream, state.Figures.Due, state.Figures.TotalMinor);
    }

    private async Task<ClosingFigures> SettleAsync(Programme programme, ProgrammePeriod period, string account, RankPlace? lastPrizePlace, CancellationToken stoppingToken)
    {
        var key = new ParticipantKey(programme.Id, account).ToString();
        var command = new ParticipantCommand.SettlePeriod(programme, period.Id, account, lastPrizePlace);
        return ClosingFigures.Of((await host.PatientlyAsync(Participant.Type, key, command, Worker, clock, stoppingToken)).State, period);
    }

    private async Task PayAsync(Programme programme, ProgrammePeriod period, string stream, Period state, PeriodPayout paying, CancellationToken stoppingToken)
    {
        while (entitlements.Payable(programme.Id, period.Id, paying.Id, paying.Through, PeopleAtOnce) is { Count: > 0 } people)
        {
            var ordering = people.Select(account => OrderAsync(programme, period, paying.Id, state.Figures.TotalDueMinor, account, stoppingToken)).ToList();
            var amounts = (await Task.WhenAll(ordering)).Where(amount => amount > 0).ToList();
            state = await SendAsync(stream, new PeriodCommand.Order(paying.Id, paying.Through, people[^1], amounts.Count, amounts.Sum()), stoppingToken);
            paying = state.Find(paying.Id)!;
        }

        await SendAsync(stream, new PeriodCommand.CompletePayout(programme, paying.Id), stoppingToken);
        Paid(log, stream, paying.Id, paying.Orders, paying.TotalMinor);
    }

    /// <returns>What was ordered in this payout; zero when nothing was.</returns>
    private async Task<long> OrderAsync(Programme programme, ProgrammePeriod period, string payoutId, long totalDueMinor, string account, CancellationToken stoppingToken)
    {
        var key = new ParticipantKey(programme.Id, account).ToString();
        var command = new ParticipantCommand.OrderPayment(programme, period, payoutId, PayoutNames.OrderOf(payoutId, account), totalDueMinor);
        var answer = await host.PatientlyAsync(Participant.Type, key, command, Worker, clock, stoppingToken);
        return answer.State.Find(period)?.Settlement is { } settled && settled.PayoutId == payoutId ? settled.PaidMinor : 0;
    }

    private async Task<Period> SendAsync(string stream, PeriodCommand command, CancellationToken stoppingToken) =>
        (await host.PatientlyAsync(Period.Type, stream, command, Worker, clock, stoppingToken)).State;

    [LoggerMessage(Level = LogLevel.Error, Message = "Period {Period} waits: it is not among this server's programmes.")]
    private static partial void ProgrammeMissing(ILogger log, string period);

    [LoggerMessage(Level = LogLevel.Error, Message = "Period {Period} waits, and goes on by itself once this is over: {Reason}")]
    private static partial void HeldBack(ILogger log, string period, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "It cannot be read which periods are in work; it is tried again: {Reason}")]
    private static partial void NotRead(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Period {Period} is closed: {Due} people are due {TotalMinor}.")]
    private static partial void Closed(ILogger log, string period, long due, long totalMinor);

    [LoggerMessage(Level = LogLevel.Information, Message = "Payout {PayoutId} of {Period} is complete: {Orders} orders, {TotalMinor} in all.")]
    private static partial void Paid(ILogger log, string period, string payoutId, long orders, long totalMinor);
}
