using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>
/// What a browser knows a person by, in order to keep things apart: a keyed hash of the account id, the same in every session. It opens nothing.
/// </summary>
internal static class PersonTag
{
    /// <summary>On a page: whose it is. On a request: as whom it is to be done, and as nobody else.</summary>
    public const string HeaderName = "Mainstay-Person";

    /// <summary>Nobody is signed in.</summary>
    public const string Nobody = "none";

    public static string Of(SignedIn who, WebKeys keys) => Base64Url.EncodeToString(Keyed.Mac(keys.Person, "person", who.AccountId));

    /// <summary>Of the request, or null when nobody is signed in.</summary>
    public static string? Of(HttpContext context) => SignedIn.From(context) is { } who ? Of(who, context.RequestServices.GetRequiredService<WebKeys>()) : null;
}
