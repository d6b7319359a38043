using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Tests.Unit.Web;

public sealed class LiveTests
{
    [Fact]
    public async Task Events_come_as_they_happen_each_line_marked()
    {
        var channel = Channel.CreateUnbounded<LiveEvent>();
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/live", (HttpContext context) => Live.Stream(context, channel.Reader.ReadAllAsync())));
        channel.Writer.TryWrite(new LiveEvent("<p>one\ntwo</p>", "7"));
        channel.Writer.Complete();
        var answer = await host.Client.GetAsync("/live");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("id: 7\ndata: <p>one\ndata: two</p>\n\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stream_ends_when_the_server_stops()
    {
        var ended = new TaskCompletionSource();
        var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/live", (HttpContext context) => Live.Stream(context, Endless(ended, default))));
        var answer = await host.Client.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await host.StopAsync();
        await ended.Task;
        await host.DisposeAsync();
        Assert.Empty(host.Errors.Entries);
    }

    [Fact]
    public async Task A_crash_before_the_first_event_is_an_error_in_the_log_and_frees_the_place()
    {
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/live", (HttpContext context) => Live.Stream(context, Crash())));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetStringAsync("/live"));
        Assert.NotEmpty(host.Errors.Entries); // the crash
    }

    private static async IAsyncEnumerable<LiveEvent> Endless(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            yield return new LiveEvent("<p>now</p>");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<LiveEvent> Crash()
    {
        await Task.Yield();
        if (Environment.TickCount64 > 0) throw new InvalidOperationException("a crash");
        yield break;
    }
}
