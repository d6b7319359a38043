using System.Net;
using Mainstay.Server.Hosting;

namespace Mainstay.Server.Demo;

/// <summary>
/// Who is offered to fill an empty store with the demo town: who sits at the machine itself (in demo mode a start fills it without being asked). A server that listens on loopback may stand
/// behind a proxy, so the request must also have been made to localhost, and not been forwarded.
/// </summary>
internal sealed class DemoOffer(DemoTown town, ServerAddresses addresses)
{
    public bool IsMadeTo(HttpContext context) => town is { CanBeFilled: true, IsComing: false } && IsAtTheMachine(context);

    private bool IsAtTheMachine(HttpContext context) =>
        addresses.AreLoopback
        && ServerAddresses.IsLoopback(context.Request.Host.Host)
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");
}
