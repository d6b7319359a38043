using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Parts of a page that stay up to date. One URL serves both ways: a browser with script reads it as a stream of server-sent events; one that cannot asks again
/// every few seconds and gets the fragment alone. On the page: an element with <c>data-live="/url"</c>.
/// </summary>
public static class Live
{
    /// <summary>A stream of events as they come; ends when the caller goes or the server stops. Bounded per server: 503 beyond.</summary>
    public static IResult Stream(HttpContext context, IAsyncEnumerable<LiveEvent> events) => new LiveResult(events);

    /// <summary>
    /// A fragment that follows something with a version, such as an entity.
    /// </summary>
    /// <typeparam name="TComponent">The fragment.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="load">Reads the fragment's parameters and the version they show.</param>
    /// <param name="waitForChange">Completes when the version is above the given one: <see cref="Entities.EntityHost.WaitForChangeAsync"/>.</param>
    public static IResult Fragment<TComponent>(
        HttpContext context,
        Func<(long Version, IReadOnlyDictionary<string, object?> Parameters)> load,
        Func<long, CancellationToken, Task> waitForChange)
        where TComponent : IComponent => WantsStream(context)
            ? Stream(context, Follow<TComponent>(context, load, waitForChange, context.RequestAborted))
            : new FragmentResult<TComponent>(load().Parameters);

    private static bool WantsStream(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static async IAsyncEnumerable<LiveEvent> Follow<TComponent>(
        HttpContext context,
        Func<(long Version, IReadOnlyDictionary<string, object?> Parameters)> load,
        Func<long, CancellationToken, Task> waitForChange,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TComponent : IComponent
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (version, parameters) = load();
            Language.Of(context).Use();
            var html = await Renderer.FragmentAsync<TComponent>(context, parameters);
            yield return new LiveEvent(html, version.ToString(CultureInfo.InvariantCulture));
            await waitForChange(version, cancellationToken);
        }
    }

    private sealed class FragmentResult<TComponent>(IReadOnlyDictionary<string, object?> parameters) : IResult
        where TComponent : IComponent
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            Language.Of(httpContext).Use();
            var html = await Renderer.FragmentAsync<TComponent>(httpContext, parameters);
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
        }
    }
}
