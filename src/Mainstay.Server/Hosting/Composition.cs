using Mainstay.Server.Clock;
using Mainstay.Server.Demo;
using Mainstay.Server.Health;
using Mainstay.Server.Telemetry;

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
        var demo = DemoSettings.From(builder.Configuration);

        builder.AddLogging();
        builder.AddKestrel();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddProxies(builder.Configuration);
        builder.Services.AddSingleton(demo);
        builder.Services.AddClocks(demo, dataFolder);

        var app = builder.Build();
        app.UseProxies();
        app.MapHealth();
        return app;
    }
}
