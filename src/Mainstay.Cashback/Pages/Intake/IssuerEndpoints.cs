using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>GET /programme/issuer/{programme}: follows how many cards wait for their issuer's answer, and whether the issuer is asked.</summary>
internal static class IssuerEndpoints
{
    private const string Path = "/programme/issuer";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Path + "/{programme}", Follow);

    public static string PathOf(string programme) => $"{Path}/{programme}";

    private static IResult Follow(
        string programme, HttpContext context, ProgrammeCatalogue programmes, ChecksView view, IssuerMetrics metrics, [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Results.NotFound();
        IssuerFigure? shown = null;
        return Live.Fragment<IssuerStanding>(context, Load, WaitAsync);

        // Looked at rather than announced: a hundred cards a second are answered about, and nobody reads that fast.
        async Task WaitAsync(long version, CancellationToken cancellation)
        {
            do await Task.Delay(Look, clock, cancellation);
            while (IssuerFigure.Read(found, view, metrics) == shown);
        }

        (long Version, IReadOnlyDictionary<string, object?> Parameters) Load()
        {
            shown = IssuerFigure.Read(found, view, metrics);
            return (view.Position, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(IssuerStanding.Figure)] = shown });
        }
    }
}
