using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Web;

/// <summary>GET /: what modules contribute for who is signed in; for others, what this is and how to come in.</summary>
internal static class HomeEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (Delegate)Show).KeptOffline(IsPrivate).Class(AdmissionClass.Normal).ExcludeFromDescription();

    private static PageResult Show(HttpContext context) =>
        SignedIn.From(context) is null ? Page.Of<WelcomePage>(context) : Page.Of<HomePage>(context);

    // A manager's or an administrator's home page tells of others too.
    private static bool IsPrivate(SignedIn who) => who.Roles.All(role => role == Roles.Member);
}
