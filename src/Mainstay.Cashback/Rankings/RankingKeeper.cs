using System.Collections.Concurrent;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Rankings;

/// <summary>
/// Keeps every period's ranking in memory, no more than a minute old: it is read anew from the view when the view has moved, and rests for many times as long as that took. Asking for a place
/// costs a search in memory, however many people there are.
/// </summary>
internal sealed partial class RankingKeeper(
    EntityHost host, ProgrammeCatalogue programmes, EntitlementsView view, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock, ILogger<RankingKeeper> log) : BackgroundService
{
    private const int RestFactor = 20;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Programme, string Period), Kept> _kept = new();
    private readonly ConcurrentDictionary<(string Programme, string Period), bool> _heldBack = new();

    /// <summary>A period's ranking as it was at most a minute ago.</summary>
    public Ranking Of(Programme programme, ProgrammePeriod period) => _kept.TryGetValue((programme.Id, period.Id), out var kept) ? kept.Ranking : Ranking.Unread;

    /// <summary>Where somebody stands in it.</summary>
    public OwnRank Of(Programme programme, ProgrammePeriod period, string accountId, Participant participant)
    {
        var ranking = Of(programme, period);
        var place = participant is { Membership: { } member } && participant.Find(period) is { Count: > 0 } totals ? ranking.RankOf(RankPlace.Of(totals, member, accountId)) : null;
        return new OwnRank(place, ranking.PeopleWith(place), period.Prize is { } prize ? ranking.CountAt(prize.Places) : null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await view.GoRoundAsync(() => RoundAsync(stoppingToken), reason => NoneRead(log, reason), clock, stoppingToken);
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        var began = clock.GetTimestamp();
        var isAllRead = Read();
        var rest = clock.GetElapsedTime(began) * RestFactor;
        await Task.Delay(rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest, clock, stoppingToken);
        return isAllRead;
    }

    /// <summary>Reads every ranking anew; what was closed does not move any more and is read once.</summary>
    /// <returns>False when one could not be read, and stays as it was.</returns>
    public bool Read()
    {
        var isAllRead = true;
        foreach (var programme in programmes.All)
        {
            var today = programme.Zone.DateOf(now.GetUtcNow());
            foreach (var period in programme.Periods.Where(period => period.Start <= today)) isAllRead &= TryRead(programme, period);
        }

        return isAllRead;
    }

    // A period that is held back until somebody has looked keeps the ranking that it had, and holds back no other; why is said once.
    private bool TryRead(Programme programme, ProgrammePeriod period)
    {
        var name = (programme.Id, period.Id);
        try
        {
            var isFinal = host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id)).State == PeriodState.Closed;
            if (!_kept.TryGetValue(name, out var kept) || !kept.IsFinal) _kept[name] = new Kept(Read(programme, period), isFinal);
            _heldBack.TryRemove(name, out _);
            return true;
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            if (_heldBack.TryAdd(name, true)) NotRead(log, programme.Id, period.Id, notNow.Message);
            return false;
        }
    }

    private Ranking Read(Programme programme, ProgrammePeriod period)
    {
        var places = new List<UInt128>(Of(programme, period).People + 1024);
        view.ReadRanking(programme.Id, period.Id, place => places.Add(Ranking.Pack(place)));
        return places.Count == 0 ? Ranking.Empty : Ranking.Of([.. places]);
    }

    [LoggerMessage(LogLevel.Error, "The ranking of {Programme} {Period} stays as it was and is read again: {Reason}")]
    private static partial void NotRead(ILogger log, string programme, string period, string reason);

    [LoggerMessage(LogLevel.Error, "Rankings stay as they were and are read again: {Reason}")]
    private static partial void NoneRead(ILogger log, string reason);

    private sealed record Kept(Ranking Ranking, bool IsFinal);
}
