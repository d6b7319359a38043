using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Server.Hosting;

/// <summary>What the person who started the server reads on standard output; the log goes to standard error.</summary>
internal static class Welcome
{
    public static async Task SayAsync(WebApplication app, TextWriter output)
    {
        foreach (var address in Addresses(app)) await output.WriteLineAsync($"Mainstay is at {address}");
        await output.WriteLineAsync("Ready. Ctrl+C stops it.");
        await output.FlushAsync();
    }

    /// <summary>The bound addresses, with the port that was given when 0 was asked for.</summary>
    internal static ICollection<string> Addresses(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
}
