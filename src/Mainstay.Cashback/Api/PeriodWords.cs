using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Api;

/// <summary>The one word for where a period stands: upcoming, open, grace or closed. A period that nobody has closed yet is still in grace.</summary>
internal static class PeriodWords
{
    public static string Of(EntityHost host, Programme programme, ProgrammePeriod period, DateTimeOffset now)
    {
        var state = host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id)).State;
        if (state == PeriodState.Closed) return "closed";
        return period.PhaseOn(programme.Zone.DateOf(now)) switch
        {
            PeriodPhase.Upcoming => "upcoming",
            PeriodPhase.Open => "open",
            _ => "grace",
        };
    }
}
