using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Mainstay.Server.Demo;

/// <summary>
/// Who is offered to fill an empty store with the demo town: everybody in demo mode, otherwise only who sits at the machine itself. A server that listens on loopback may stand
/// behind a proxy, so the request must also have been made to localhost, and not been forwarded.
/// </summary>
internal sealed class DemoOffer(DemoSettings settings, DemoTown town, IServer server)
{
    public bool IsMadeTo(HttpContext context) => town.CanBeFilled && (settings.Enabled || IsAtTheMachine(context));

    private bool IsAtTheMachine(HttpContext context) =>
        server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.All(address => IsLoopback(new Uri(address).Host))
        && IsLoopback(context.Request.Host.Host)
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");

    private static bool IsLoopback(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
