using Mainstay.Cashback.Api;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Rankings;
using Mainstay.Entities;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Cashback.Pages;

/// <summary>Finds the programmes for the person who asks.</summary>
internal sealed class OwnProgrammes(EntityHost host, ProgrammeCatalogue catalogue, RankingKeeper rankings, TimeProvider clock)
{
    public OwnProgramme? Find(HttpContext context, string? programme) =>
        programme is null ? Chosen(context) : catalogue.Find(programme) is { } found ? Of(context, found) : null;

    /// <summary>All of them: those that a person takes part in and that run first, those that are over and not theirs last.</summary>
    public IReadOnlyList<OwnProgramme> All(HttpContext context) => [.. catalogue.All.Select(programme => Of(context, programme)).OrderBy(Rank)];

    /// <summary>The one that is shown when none is named.</summary>
    private OwnProgramme? Chosen(HttpContext context) => All(context) is [var first, ..] ? first : null;

    private OwnProgramme Of(HttpContext context, Programme programme)
    {
        var key = new ParticipantKey(programme.Id, SignedIn.From(context)!.AccountId);
        var participant = host.Read(Participant.Type, key.ToString());
        var now = clock.GetUtcNow();
        return new OwnProgramme(programme, key, participant, now, [.. programme.Periods.Select(period => Of(programme, period, key.AccountId, participant, now))]);
    }

    private OwnPeriod Of(Programme programme, ProgrammePeriod period, string accountId, Participant participant, DateTimeOffset now)
    {
        var totals = participant.Find(period);
        var ordered = totals?.Settlement?.PayoutId is { } payoutId ? host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id)).Find(payoutId) : null;
        return new OwnPeriod(period, totals, PeriodStates.Of(PeriodWords.Of(host, programme, period, now)), AfterCut.DueMinor(host, programme, period, totals?.Settlement), ordered is null ? null : programme.Zone.Local(ordered.At), rankings.Of(programme, period, accountId, participant));
    }

    private static int Rank(OwnProgramme own) => (own.IsMember, own.IsOver) switch
    {
        (true, false) => 0,
        (false, false) => 1,
        (true, true) => 2,
        _ => 3,
    };
}

/// <summary>The states of periods by the API's words.</summary>
internal static class PeriodStates
{
    public static State Of(string word) => word switch
    {
        "upcoming" => State.Upcoming,
        "open" => State.Open,
        "closed" => State.Closed,
        _ => State.Grace,
    };
}
