using Mainstay.People;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Demo;

/// <summary>POST /demo-town: the button on the first page of an empty store.</summary>
internal static class DemoEndpoints
{
    public const string Path = "/demo-town";

    public static void AddDemoTown(this IServiceCollection services, DemoSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<DemoTown>();
        services.AddSingleton<TownFeeder>();
        services.AddSingleton<TownFeederFile>();
        services.AddSingleton<DemoOffer>();
        services.AddSingleton(provider => new SetUpOffer(() => !FirstAdministrator.Exists(provider), typeof(SetUpOffered)));
    }

    /// <summary>After the broker, so that the feeder is gone before what it talks to.</summary>
    public static void AddTownFeeder(this IServiceCollection services) => services.AddHostedService<TownFeederLife>();

    public static void MapDemoTown(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, FillAsync).Class(AdmissionClass.Normal).ExcludeFromDescription();

    private static async Task<IResult> FillAsync(HttpContext context, DemoTown town, DemoOffer offer)
    {
        if (!offer.IsMadeTo(context) || await town.FillAsync(context.RequestAborted) is not { } filled) return Problems.NotFound();
        return Page.Of<DemoTownPage>(context, (nameof(DemoTownPage.Town), filled));
    }
}
