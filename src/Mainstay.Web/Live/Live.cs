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
        where TComponent : IComponent => Fragment(context, () => Web.Fragment.MakeAsync<TComponent>(context, load()), waitForChange);

    /// <summary>
    /// A fragment that follows something with a version, and is the same for everybody.
    /// </summary>
    /// <typeparam name="TComponent">The fragment.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="shared">Where it is kept.</param>
    /// <param name="waitForChange">Completes when the version is above the given one.</param>
    public static IResult Fragment<TComponent>(HttpContext context, SharedFragment<TComponent> shared, Func<long, CancellationToken, Task> waitForChange)
        where TComponent : IComponent => Fragment(context, () => shared.MakeAsync(context), waitForChange);

    private static IResult Fragment(HttpContext context, Func<Task<Fragment>> make, Func<long, CancellationToken, Task> waitForChange) =>
        WantsStream(context) ? Stream(context, Follow(make, waitForChange, context.RequestAborted)) : new FragmentResult(make);

    private static bool WantsStream(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static async IAsyncEnumerable<LiveEvent> Follow(
        Func<Task<Fragment>> make,
        Func<long, CancellationToken, Task> waitForChange,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var made = await make();
            yield return new LiveEvent(made.Html, made.Version.ToString(CultureInfo.InvariantCulture));
            await waitForChange(made.Version, cancellationToken);
        }
    }

    private sealed class FragmentResult(Func<Task<Fragment>> make) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var made = await make();
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            await httpContext.Response.WriteAsync(made.Html, httpContext.RequestAborted);
        }
    }
}
