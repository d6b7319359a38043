using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Pages: Razor components made on the server, without any script of the framework.</summary>
public static class Page
{
    /// <summary>A page. Its layout is the component's @layout, or <see cref="Components.MainLayout"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameters">The component's parameters: <c>(nameof(CardsPage.Cards), cards)</c>.</param>
    public static PageResult Of<TComponent>(HttpContext context, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        var named = new Dictionary<string, object?>(parameters.Length, StringComparer.Ordinal);
        foreach (var (name, value) in parameters) named[name] = value;
        return new PageResult(typeof(TComponent), named);
    }

    /// <summary>A page with its parameters in a dictionary.</summary>
    public static PageResult Of<TComponent>(HttpContext context, IReadOnlyDictionary<string, object?> parameters)
        where TComponent : IComponent => new(typeof(TComponent), parameters);

    /// <summary>After a post: go to a page (303), which shows <paramref name="flash"/> once.</summary>
    public static IResult SeeOther(HttpContext context, string path, Flash? flash = null)
    {
        if (flash is not null && !KeptPost.Is(context)) Flash.Leave(context, flash);
        return new SeeOtherResult(path, flash);
    }

    private sealed class SeeOtherResult(string path, Flash? flash) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (KeptPost.Is(httpContext)) return KeptPost.AnswerAsync(httpContext, StatusCodes.Status200OK, flash, []);
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
