using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Cashback.Pages.Closing;

/// <summary>A programme's periods as a manager sees them at one moment.</summary>
public sealed class ManagedProgramme
{
    private ManagedProgramme(Programme rules, IReadOnlyList<ManagedPeriod> periods) => (Rules, Periods) = (rules, periods);

    public string Id => Rules.Id;

    public string Name => Rules.Name.In(Language.Current.Code);

    /// <summary>In order of time.</summary>
    public IReadOnlyList<ManagedPeriod> Periods { get; }

    internal Programme Rules { get; }

    /// <summary>What most needs a manager: the first that can be closed, else the one that runs, else the latest that has begun.</summary>
    internal ManagedPeriod Present =>
        Periods.FirstOrDefault(period => period.CanBeClosed || period.IsUnderWay)
        ?? Periods.FirstOrDefault(period => period.Rules.Contains(period.Today))
        ?? Periods.LastOrDefault(period => period.Rules.Start <= period.Today)
        ?? Periods[0];

    internal static ManagedProgramme Read(Programme programme, EntityHost host, DateTimeOffset now) =>
        new(programme, [.. programme.Periods.Select(period => new ManagedPeriod(programme, period, host.Read(Period.Type, Period.StreamOf(programme.Id, period.Id)), now, host))]);
}
