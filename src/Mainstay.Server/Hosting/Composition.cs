using Mainstay.Server.Api;
using Mainstay.Server.Clock;
using Mainstay.Server.Demo;
using Mainstay.Server.Health;
using Mainstay.Server.Telemetry;
using Mainstay.Web;

namespace Mainstay.Server.Hosting;

/// <summary>Puts the modules together. This is the only place that knows them all.</summary>
internal static class Composition
{
    /// <param name="settings">Settings as <c>--Section:Key=value</c>.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory, ApplicationName = "mainstay" });
        var dataFolder = DataFolder.Prepare(builder.Configuration["Store:Path"] ?? "data");

        AddHosting(builder, dataFolder);
        AddGroundFloor(builder.Services, dataFolder);

        var app = builder.Build();
        CertificateFile.LogTo(app);
        Use(app);
        Map(app);
        return app;
    }

    private static void AddHosting(WebApplicationBuilder builder, string dataFolder)
    {
        var demo = DemoSettings.From(builder.Configuration);
        builder.AddLogging();
        builder.AddKestrel();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddProxies(builder.Configuration);
        builder.Services.AddSingleton(demo);
        builder.Services.AddClocks(demo, dataFolder);
    }

    private static void AddGroundFloor(IServiceCollection services, string dataFolder)
    {
        services.AddSingleton(WebKeys.FromFile(Path.Combine(dataFolder, "web.key")));
        services.AddWeb();
        services.AddJson(ClockJson.Default);
        services.AddApiDocument();
    }

    private static void Use(WebApplication app)
    {
        app.UseProxies();
        app.UseWeb(_ => { });
    }

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapWeb();
        app.MapApiDocument();
        app.MapDemoClock();
    }
}
