using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>What components know of the request they are made for. Inject it: <c>@inject PageContext Context</c>.</summary>
public sealed class PageContext(WebKeys keys)
{
    private HttpContext? _http;

    public HttpContext Http => _http ?? throw new InvalidOperationException("Components are made by Page.Of.");

    public SignedIn? Who => SignedIn.From(Http);

    /// <summary>The path asked for.</summary>
    public string Path => Http.Request.PathBase + Http.Request.Path;

    /// <summary>A token for a form on this page.</summary>
    public string FormToken => Web.FormToken.For(Http, keys);

    /// <summary>What is wrong with the form on this page.</summary>
    internal IReadOnlyList<string> Wrong { get; set; } = [];

    internal void For(HttpContext http) => _http = http;
}
