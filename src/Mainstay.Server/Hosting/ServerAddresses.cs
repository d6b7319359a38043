using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Server.Hosting;

/// <summary>Where the running server listens, with the port that was given when 0 was asked for.</summary>
internal sealed class ServerAddresses(IServer server)
{
    /// <summary>By names that a browser on this machine can open.</summary>
    public IReadOnlyList<string> All => [.. server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(Reachable)];

    /// <summary>Where the server reaches itself.</summary>
    public Uri Own => new(All[0]);

    /// <summary>Whether only this machine can reach it (or a proxy on it).</summary>
    public bool AreLoopback => All.All(address => IsLoopback(new Uri(address).Host))
        && !server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Any(IsAny);

    /// <summary>localhost, 127.0.0.0/8 or ::1.</summary>
    public static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsAny(string address) => address.Contains("//[::]", StringComparison.Ordinal) || address.Contains("//0.0.0.0", StringComparison.Ordinal);

    private static string Reachable(string address) =>
        address.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);
}
