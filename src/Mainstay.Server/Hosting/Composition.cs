using Mainstay.Banking;
using Mainstay.Cashback;
using Mainstay.Entities;
using Mainstay.Feeders;
using Mainstay.People;
using Mainstay.Server.Api;
using Mainstay.Server.Clock;
using Mainstay.Server.Demo;
using Mainstay.Server.Health;
using Mainstay.Server.Operations;
using Mainstay.Server.Store;
using Mainstay.Server.Telemetry;
using Mainstay.Web;

namespace Mainstay.Server.Hosting;

/// <summary>Puts the modules together. This is the only place that knows them all.</summary>
internal static class Composition
{
    /// <param name="settings">Settings as <c>--Section:Key=value</c>.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    /// <exception cref="UsageException">Options do not go together.</exception>
    /// <exception cref="DataFolderInUseException">Another process holds the data folder.</exception>
    public static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory, ApplicationName = "mainstay" });
        var demo = DemoSettings.From(builder.Configuration);
        ServerUrls.Check(builder.Configuration);
        var folder = PrivateFolder.Open(builder.Configuration["Store:Path"] is { Length: > 0 } path ? path : "data");

        WebApplication? app = null;
        builder.AddLogging(hasStarted: () => app?.Lifetime.ApplicationStarted.IsCancellationRequested == true);
        AddHosting(builder, folder, demo);
        AddGroundFloor(builder, folder);
        AddModules(builder, folder);

        app = builder.Build();
        CertificateFile.LogTo(app);
        Use(app);
        Map(app);
        return app;
    }

    private static void AddHosting(WebApplicationBuilder builder, DataFolder folder, DemoSettings demo)
    {
        builder.AddKestrel();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddProxies(builder.Configuration);
        builder.Services.AddSingleton<ServerAddresses>();
        builder.Services.AddSingleton<WorkerWatch>();
        builder.Services.AddDemoTown(demo);
        builder.Services.AddClocks(demo, folder.Path);
    }

    private static void AddGroundFloor(WebApplicationBuilder builder, DataFolder folder)
    {
        var services = builder.Services;
        services.AddStore(builder.Configuration, folder);
        services.AddSingleton(_ => WebKeys.FromFile(Path.Combine(folder.Secrets, "web.key")));
        services.AddWeb(builder.Configuration);
        services.AddJson(ClockJson.Default);
        services.AddApiDocument();
        services.AddOperations();
    }

    private static void AddModules(WebApplicationBuilder builder, DataFolder folder)
    {
        builder.Services.AddPeople(builder.Configuration);
        builder.Services.AddCashback(builder.Configuration, folder);
        builder.Services.AddBanking(builder.Configuration, folder);
        builder.Services.AddFeeders(builder.Configuration, folder);
        builder.Services.AddTownFeeder();
    }

    private static void Use(WebApplication app)
    {
        app.UseProxies();
        if (app.Configuration.SendsTelemetry()) app.UseRequestTraces();
        app.UseWeb(signIn => signIn.UsePeople());
    }

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapWeb();
        app.MapApiDocument();
        app.MapOperations();
        app.MapDemoClock();
        app.MapDemoTown();
        app.MapPeople();
        app.MapCashback();
        app.MapBanking();
        app.MapFeeders();
    }
}
