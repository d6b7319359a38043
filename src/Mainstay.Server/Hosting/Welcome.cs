using Mainstay.Feeders.Mqtt.Listening;
using Mainstay.People;
using Mainstay.Server.Demo;

namespace Mainstay.Server.Hosting;

/// <summary>What the person who started the server reads on standard output; the log goes to standard error.</summary>
internal static class Welcome
{
    public static async Task SayAsync(WebApplication app, TextWriter output)
    {
        var addresses = app.Services.GetRequiredService<ServerAddresses>();
        foreach (var address in addresses.All) await output.WriteLineAsync($"Mainstay is at {address}");
        foreach (var address in app.Services.GetRequiredService<MqttAddresses>().All) await output.WriteLineAsync($"MQTT is at {address}");
        foreach (var line in await FirstStepsAsync(app.Services, addresses.All[0], app.Lifetime.ApplicationStopping)) await output.WriteLineAsync(line);
        await output.WriteLineAsync("Ready. Ctrl+C stops it.");
        await output.FlushAsync();
    }

    /// <summary>On an empty store: the demo town's accounts, or the link to set it up.</summary>
    private static async Task<IEnumerable<string>> FirstStepsAsync(IServiceProvider services, string address, CancellationToken stopping)
    {
        if (services.GetRequiredService<DemoSettings>().Enabled)
        {
            var town = services.GetRequiredService<DemoTown>();
            return await town.FillAsync(stopping) is { } filled
                ? [$"The demo town is there. Sign in as {string.Join(", ", filled.Handles)}; everybody's password is {filled.Password}"]
                : [town.FirstPassword is { } first ? $"The demo town is there from before; everybody's password was {first}" : "The store was filled before, with passwords of its own."];
        }

        return await FirstAdministrator.OfferAsync(services) is { } path ? [$"Set it up, once, at {address}{path}"] : [];
    }
}
