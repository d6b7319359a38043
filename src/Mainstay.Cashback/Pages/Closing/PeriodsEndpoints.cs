using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Closing;

/// <summary>GET /programme/periods, …/{programme}, …/{programme}/{period}: figures of periods. …/live follows one that is being closed or paid.</summary>
internal static class PeriodsEndpoints
{
    public const string Path = "/programme/periods";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EntitlementsView view, TransactionsView transactions, TimeProvider clock) => ShowAsync(null, null, context, programmes, host, view, transactions, clock));
        pages.MapGet(Path + "/{programme}", (string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EntitlementsView view, TransactionsView transactions, TimeProvider clock) =>
            ShowAsync(programme, null, context, programmes, host, view, transactions, clock));
        pages.MapGet(Path + "/{programme}/{period}", ShowAsync);
        pages.MapGet(Path + "/{programme}/{period}/live", Follow);
    }

    public static string PathOf(string programme) => $"{Path}/{programme}";

    public static string PathOf(ManagedPeriod period) => $"{Path}/{period.Programme.Id}/{period.Rules.Id}";

    /// <summary>A period by the names in a path, or null.</summary>
    public static ManagedPeriod? Find(ProgrammeCatalogue programmes, string programme, string period, EntityHost host, TimeProvider clock) =>
        programmes.Find(programme) is { } found && found.Find(period) is { } rules
            ? new ManagedPeriod(found, rules, host.Read(Period.Type, Period.StreamOf(found.Id, rules.Id)), clock.GetUtcNow(), host)
            : null;

    // Without a period, the list, and beside it (on a phone below it) the period that most needs a manager.
    private static async Task<IResult> ShowAsync(
        string? programme, string? period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, EntitlementsView view, TransactionsView transactions, TimeProvider clock)
    {
        if (ManagedProgrammes.Find(programmes, programme, clock.GetUtcNow()) is not { } found) return Results.NotFound();
        var managed = ManagedProgramme.Read(found, host, clock.GetUtcNow());
        var chosen = managed.Periods.FirstOrDefault(one => one.Rules.Id == period);
        if (chosen is null && period is not null) return Results.NotFound();
        await view.CatchesUpSoonAsync(host, context);
        await transactions.CatchesUpSoonAsync(host, context);
        return Page.Of<PeriodsPage>(
            context, (nameof(PeriodsPage.Programme), managed), (nameof(PeriodsPage.Chosen), chosen), (nameof(PeriodsPage.Numbers), PeriodNumbers.Read(chosen ?? managed.Present, view, transactions)));
    }

    private static IResult Follow(string programme, string period, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || found.Find(period) is not { } rules) return Results.NotFound();
        var stream = Period.StreamOf(found.Id, rules.Id);
        return Live.Fragment<PeriodUnderWay>(context, Load, (version, cancellation) => host.WaitForChangeAsync(EntityKey.Of(Period.Type, stream), version, cancellation));

        (long Version, IReadOnlyDictionary<string, object?> Parameters) Load()
        {
            var (state, version) = host.ReadVersion(Period.Type, stream);
            return (version, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(PeriodUnderWay.Period)] = new ManagedPeriod(found, rules, state, clock.GetUtcNow(), host) });
        }
    }
}
