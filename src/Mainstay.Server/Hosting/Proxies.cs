using System.Net;
using Mainstay.Web;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Mainstay.Server.Hosting;

/// <summary>
/// Believes X-Forwarded-For and X-Forwarded-Proto from the proxies that <c>ForwardedHeaders:KnownProxies</c> names (addresses or networks such as
/// 10.0.0.0/8), and from nobody else. The proxy hands on the Host header as it came.
/// </summary>
internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var known = configuration.GetSection("ForwardedHeaders:KnownProxies").Get<string[]>() ?? [];
        if (known.Length == 0) return;
        var networks = known.Select(Network).ToList();
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
        });
    }

    public static void UseProxies(this WebApplication app)
    {
        if (app.Configuration.GetSection("ForwardedHeaders:KnownProxies").Exists()) app.UseForwardedHeaders();
    }

    private static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new SettingException("ForwardedHeaders:KnownProxies", $"addresses or networks such as 10.0.0.0/8, not \"{text}\"");
    }
}
