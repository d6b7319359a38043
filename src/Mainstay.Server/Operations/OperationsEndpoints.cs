using Mainstay.Web;

namespace Mainstay.Server.Operations;

/// <summary>GET /operations: what the store is doing right now, for administrators. GET /operations/live keeps it up to date.</summary>
internal static class OperationsEndpoints
{
    public const string Page = "/operations";
    public const string LivePart = Page + "/live";

    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperationsHistory>();
        services.AddSingleton(provider => new SharedFragment<OperationsFigures>(() => Load(provider.GetRequiredService<OperationsHistory>())));
        services.AddHostedService(provider => provider.GetRequiredService<OperationsHistory>());
        services.AddSingleton(new NavigationItem(Sections.Administration, Page, 20, Roles.Administrator) { Label = () => Words.T["operations.title"] });
    }

    public static void MapOperations(this IEndpointRouteBuilder endpoints)
    {
        var operations = endpoints.MapGroup("").RequireRole(Roles.Administrator).Class(AdmissionClass.Critical).ExcludeFromDescription();
        operations.MapGet(Page, async (HttpContext context, SharedFragment<OperationsFigures> figures) => Web.Page.Of<OperationsPage>(context, (nameof(OperationsPage.Figures), await figures.HtmlAsync(context))));
        operations.MapGet(LivePart, (HttpContext context, SharedFragment<OperationsFigures> figures, OperationsHistory history) => Live.Fragment(context, figures, history.WaitForAsync));
    }

    private static (long Version, IReadOnlyDictionary<string, object?> Parameters) Load(OperationsHistory history)
    {
        var samples = history.Samples;
        return (samples is [.., var last] ? last.Number : 0, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(OperationsFigures.Samples)] = samples });
    }
}
