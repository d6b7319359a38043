using System.Net;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web.Admission;

/// <summary>One request runs and none may wait: every further one is turned away.</summary>
public sealed class RefusedRequestTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebHost _host = null!;
    private Task<HttpResponseMessage> _first = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await WebHost.StartAsync(Map, services =>
        {
            services.AddSingleton(new AdmissionOptions { LeastConcurrency = 1, MostConcurrency = 1, LongestWait = TimeSpan.FromMilliseconds(1) });
            services.AddSingleton(provider => new AdmissionGate(provider.GetRequiredService<AdmissionOptions>(), TimeProvider.System));
        });
        _first = _host.Client.GetAsync(new Uri("/api/slow", UriKind.Relative));
        await _running.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        (await _first).Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_program_is_told_that_nothing_was_taken_and_when_to_come_back()
    {
        using var answer = await _host.Client.PostAsync(new Uri("/api/write", UriKind.Relative), new StringContent("{"));

        await answer.ShouldBeAsync(HttpStatusCode.ServiceUnavailable, ProblemCodes.Busy);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61);
        Assert.Contains("Nothing of this request was taken", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(answer.Content.Headers.ContentLength!.Value, 1, 500);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Who_only_looked_is_told_that_what_they_have_is_safe()
    {
        using var answer = await _host.Client.GetAsync(new Uri("/api/read", UriKind.Relative));

        Assert.Contains("what you gave before is safe", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Very many people are here right now")]
    [InlineData("fr", "Il y a beaucoup de monde en ce moment")]
    [InlineData("it", "In questo momento siamo in tantissimi")]
    public async Task A_person_gets_a_page_in_their_language(string language, string part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page").With("Accept", "text/html").With("Accept-Language", language);
        using var answer = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains("style-src 'sha256-", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_refused_before_anybody_is_asked_who_they_are()
    {
        using var answer = await _host.Client.GetAsync(new Uri("/api/mine", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode); // Not 401.
    }

    [Fact]
    public async Task What_watches_the_process_is_always_answered()
    {
        using var answer = await _host.Client.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/stream")]
    [InlineData("/api/upload")]
    public async Task What_lasts_holds_no_place(string path)
    {
        _release.TrySetResult();
        (await _first).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var lasting = await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, lasting.StatusCode);

        using var other = await _host.Client.GetAsync(new Uri("/api/read", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("Admission:Kind", "sometimes")]
    [InlineData("Admission:LongestWaitMs", "0")]
    [InlineData("Admission:ProcessorDelayMs", "soon")]
    [InlineData("Admission:LeastConcurrency", "-1")]
    [InlineData("Admission:MostConcurrency", "0")]
    public void A_setting_that_cannot_be_used_is_named(string setting, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(setting, value)]).Build();

        Assert.Contains(setting, Assert.Throws<SettingException>(() => AdmissionOptions.From(configuration)).Message, StringComparison.Ordinal);
    }

    private void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/slow", async () =>
        {
            _running.TrySetResult();
            await _release.Task;
        });
        endpoints.MapGet("/api/read", () => "read");
        endpoints.MapPost("/api/write", () => "written");
        endpoints.MapGet("/api/mine", () => "mine").RequireSignedIn();
        endpoints.MapGet("/page", () => "page");
        endpoints.MapGet("/health", () => "live").NeverQueued();
        endpoints.MapGet("/api/stream", (HttpContext context) => Live.Stream(context, Forever(context.RequestAborted)));
        endpoints.MapGet("/api/upload", async (HttpContext context) =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).LongLasting();
    }

    private static async IAsyncEnumerable<LiveEvent> Forever([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return new LiveEvent("now");
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
