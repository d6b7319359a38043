using System.Collections.Concurrent;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Cashback.Rankings;

/// <summary>
/// Keeps every period's ranking in memory, no more than a minute old: it is read anew from the view when the view has moved, and rests for many times as long as that took. Asking for a place
/// costs a search in memory, however many people there are.
/// </summary>
internal sealed class RankingKeeper(
    EntityHost host, ProgrammeCatalogue programmes, EntitlementsView view, TimeProvider now, [FromKeyedServices("real")] TimeProvider clock) : BackgroundService
{
    private const int RestFactor = 20;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Programme, string Period), Kept> _kept = new();

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
        await foreach (var _ in view.RoundsAsync(stoppingToken))
        {
            var began = clock.GetTimestamp();
            Read();
            var rest = clock.GetElapsedTime(began) * RestFactor;
            await Task.Delay(rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest, clock, stoppingToken);
        }
    }

    /// <summary>Reads every ranking anew; what was closed does not move any more and is read once.</summary>
    public void Read()
    {
        foreach (var programme in programmes.All) ReadAll(programme);
    }

    private void ReadAll(Programme programme)
    {
        var today = programme.Zone.DateOf(now.GetUtcNow());
        foreach (var period in programme.Periods.Where(period => period.Start <= today))
        {
            var isFinal = host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id)).State == PeriodState.Closed;
            if (_kept.TryGetValue((programme.Id, period.Id), out var kept) && kept.IsFinal) continue;
            _kept[(programme.Id, period.Id)] = new Kept(Read(programme, period), isFinal);
        }
    }

    private Ranking Read(Programme programme, ProgrammePeriod period)
    {
        var places = new List<UInt128>(Of(programme, period).People + 1024);
        view.ReadRanking(programme.Id, period.Id, place => places.Add(Ranking.Pack(place)));
        return places.Count == 0 ? Ranking.Empty : Ranking.Of([.. places]);
    }

    private sealed record Kept(Ranking Ranking, bool IsFinal);
}
