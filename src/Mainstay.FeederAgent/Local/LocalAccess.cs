using System.Net;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// Who may come in. A page of somebody else's in the owner's browser may not: the host must be an address or a name of the home, and what changes something must come from the feeder's own page or from a program.
/// Off this machine a PIN is needed besides.
/// </summary>
internal sealed class LocalAccess(Agent agent, AgentSettings settings, LocalPin pin)
{
    public const string CookieName = "feeder-session";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Refusal(context.Request) is { } refused) await refused.ExecuteAsync(context);
        else await next(context);
    }

    private IResult? Refusal(HttpRequest request)
    {
        if (!IsOfTheHome(request.Host.Host)) return Problem.Of(StatusCodes.Status421MisdirectedRequest, "host-unknown", "This feeder does not answer to that name.");
        if (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method))
        {
            if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request)) return Problem.Of(StatusCodes.Status403Forbidden, "origin-unknown", "That came from another page.");
        }

        if (settings.IsLocalOnly || request.Path == "/pin" || request.Path == "/feeder.css" || request.Path == "/language" || pin.IsSession(agent.Feeder, request.Cookies[CookieName])) return null;
        return HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Redirect("/pin")
            : Problem.Of(StatusCodes.Status401Unauthorized, agent.Feeder is { } feeder && LocalPin.IsSet(feeder) ? "pin-needed" : "pin-not-set", "The PIN of this feeder is needed: open its page.");
    }

    /// <summary>A name on the Internet that leads here is somebody's trick (DNS rebinding).</summary>
    private static bool IsOfTheHome(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _) || host == "localhost" || host.EndsWith(".local", StringComparison.Ordinal) || host.EndsWith(".home.arpa", StringComparison.Ordinal) || !host.Contains('.', StringComparison.Ordinal);

    private static bool IsOwn(string origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value;
}
