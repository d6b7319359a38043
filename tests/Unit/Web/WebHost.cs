using System.Net;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mainstay.Tests.Unit.Web;

/// <summary>The edge on a port of its own, with the endpoints of one test. A request is signed in by the headers X-Who (account id), X-Roles and X-Cookie.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app, HttpClient client, ErrorLog log) => (_app, Client, Errors) = (app, client, log);

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What was logged as an error or worse.</summary>
    public ErrorLog Errors { get; }

    public static async Task<WebHost> StartAsync(Action<IEndpointRouteBuilder>? map = null, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddWeb(builder.Configuration);
        builder.Services.AddSingleton(new WebKeys(new byte[WebKeys.RootBytes]));
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWeb(signIn => signIn.Use(SignIn));
        app.MapWeb();
        map?.Invoke(app);
        await app.StartAsync();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        return new WebHost(app, new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()) }, log);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static Task SignIn(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers["X-Who"] is [{ Length: > 0 } id])
        {
            var roles = new HashSet<string>(headers["X-Roles"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
            SignedIn.Set(context, new SignedIn(id, id, "Anna Colombo", headers["X-Language"].ToString(), roles, "session-" + id) { FromCookie = headers.ContainsKey("X-Cookie") });
        }

        return next(context);
    }

    /// <summary>Keeps what was logged as an error.</summary>
    internal sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public List<string> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (Entries) Entries.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Requests and answers in few words.</summary>
internal static class WebHostExtensions
{
    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    public static HttpRequestMessage As(this HttpRequestMessage request, string who, string roles = "", bool cookie = false)
    {
        request.With("X-Who", who).With("X-Roles", roles);
        return cookie ? request.With("X-Cookie", "1") : request;
    }

    /// <summary>The code of a problem; fails when the answer is none.</summary>
    public static async Task<string> CodeAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((int)answer.StatusCode, body.RootElement.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(body.RootElement.GetProperty("title").GetString()));
        return body.RootElement.GetProperty("type").GetString()!["urn:mainstay:problem:".Length..];
    }

    public static async Task ShouldBeAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }
}
