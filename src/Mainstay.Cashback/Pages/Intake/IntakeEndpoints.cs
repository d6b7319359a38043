using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>GET /programme/intake, …/{programme} and …/{programme}/{fileId}: what came in, and what became of every row. …/live follows a file on its way.</summary>
internal static class IntakeEndpoints
{
    public const string Path = "/programme/intake";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider clock) => ShowAsync(null, null, context, programmes, host, view, clock));
        pages.MapGet(Path + "/{programme}", (string programme, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider clock) =>
            ShowAsync(programme, null, context, programmes, host, view, clock));
        pages.MapGet(Path + "/{programme}/{fileId}", ShowAsync);
        pages.MapGet(Path + "/{programme}/{fileId}/live", Follow);
    }

    public static string PathOf(string programme) => $"{Path}/{programme}";

    public static string PathOf(string programme, string fileId) => $"{Path}/{programme}/{fileId}";

    private static async Task<IResult> ShowAsync(
        string? programme, string? fileId, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider clock)
    {
        if (ManagedProgrammes.Find(programmes, programme, clock.GetUtcNow()) is not { } found) return Results.NotFound();
        await view.CatchesUpSoonAsync(host, context);
        var list = FileList.Read(context, found, view, clock.GetUtcNow());
        if (fileId is null) return Page.Of<IntakePage>(context, (nameof(IntakePage.List), list));
        var file = host.Read(AcquirerFile.Type, fileId);
        if (file.Programme != found.Id) return Results.NotFound();
        return Page.Of<IntakePage>(context, (nameof(IntakePage.List), list), (nameof(IntakePage.Chosen), OpenedFile.Read(context, found, fileId, file, view, found.Zone.DateOf(clock.GetUtcNow()))));
    }

    private static IResult Follow(string programme, string fileId, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, FilesView view, TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found || host.Read(AcquirerFile.Type, fileId).Programme != programme) return Results.NotFound();
        return Live.Fragment<FileProgress>(context, Load, WaitAsync);

        async Task WaitAsync(long version, CancellationToken cancellation)
        {
            await host.WaitForChangeAsync(EntityKey.Of(AcquirerFile.Type, fileId), version, cancellation);
            await view.CatchUpAsync(host, cancellation);
        }

        (long Version, IReadOnlyDictionary<string, object?> Parameters) Load()
        {
            var (file, version) = host.ReadVersion(AcquirerFile.Type, fileId);
            return (version, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(FileProgress.File)] = new FileFigures(programme, fileId, file, view.Tally(fileId, found.Zone.DateOf(clock.GetUtcNow()))),
                [nameof(FileProgress.IsFollowed)] = true,
            });
        }
    }
}
