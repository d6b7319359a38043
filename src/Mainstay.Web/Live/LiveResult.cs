using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Web;

/// <summary>
/// Writes events as they come, at most a few a second (what comes in between is passed over: the next one is newer), and a comment now and then so that
/// proxies keep the line open and a caller who has gone is noticed. Source: WHATWG HTML, 9.2 Server-sent events.
/// </summary>
internal sealed class LiveResult(IAsyncEnumerable<LiveEvent> events) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var streams = httpContext.RequestServices.GetRequiredService<LiveStreams>();
        if (!streams.TryOpen())
        {
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy, retryAfter: TimeSpan.FromSeconds(30)).ExecuteAsync(httpContext);
            return;
        }

        HeldPlace.GiveBack(httpContext); // From here on it only waits, and writes now and then.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, streams.Stopping);
        try
        {
            await WriteAll(httpContext, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The caller went, or the server stops: the browser connects again by itself.
        }
        finally
        {
            streams.Close();
        }
    }

    private async Task WriteAll(HttpContext context, CancellationToken end)
    {
        var clock = context.RequestServices.GetRequiredKeyedService<TimeProvider>("real");
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync(end);

        await using var each = events.GetAsyncEnumerator(end);
        var next = each.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (!await CameWithin(next, clock, end)) await Write(context, ":\n\n", end);
                else if (!await next) return;
                else
                {
                    await Write(context, TextOf(each.Current), end);
                    await Task.Delay(Pause, clock, end);
                    next = each.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            // An enumerator is not put away while it runs; the token has told it to end.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static async Task<bool> CameWithin(Task<bool> next, TimeProvider clock, CancellationToken end)
    {
        try
        {
            await next.WaitAsync(Heartbeat, clock, end);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task Write(HttpContext context, string text, CancellationToken end)
    {
        await context.Response.WriteAsync(text, end);
        await context.Response.Body.FlushAsync(end);
    }

    private static string TextOf(LiveEvent live)
    {
        var text = new StringBuilder();
        if (live.Id is not null) text.Append("id: ").Append(live.Id).Append('\n');
        foreach (var line in live.Html.AsSpan().EnumerateLines()) text.Append("data: ").Append(line).Append('\n');
        return text.Append('\n').ToString();
    }
}
