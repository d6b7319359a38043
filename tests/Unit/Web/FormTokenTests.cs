using System.Net;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Tests.Unit.Web;

public sealed class FormTokenTests
{
    [Theory]
    [InlineData("/cards", null, HttpStatusCode.Forbidden)]
    [InlineData("/cards", "anna", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/cards", "anna", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/cards", null, HttpStatusCode.OK)]
    public async Task Without_a_token_only_what_no_browser_sends_by_itself_passes(string path, string? cookieOf, HttpStatusCode expected)
    {
        await using var host = await WebHost.StartAsync(Map);
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (cookieOf is not null) request.As(cookieOf, cookie: true);
        Assert.Equal(expected, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_bearer_needs_no_token()
    {
        await using var host = await WebHost.StartAsync(Map);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/cards").As("anna"))).StatusCode);
    }

    [Fact]
    public async Task The_token_of_the_page_opens_for_its_session_only()
    {
        await using var host = await WebHost.StartAsync(Map);
        var token = await Token(host, new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true));
        Assert.Equal(HttpStatusCode.OK, await Post(host, token, "anna"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(host, token, "bruno"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(host, token + "A", "anna"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(host, (token[0] == 'A' ? 'B' : 'A') + token[1..], "anna"));
    }

    [Fact]
    public async Task Each_page_masks_the_token_anew()
    {
        await using var host = await WebHost.StartAsync(Map);
        var first = await Token(host, new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true));
        Assert.NotEqual(first, await Token(host, new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true)));
    }

    [Fact]
    public async Task A_visitor_is_known_by_a_cookie()
    {
        await using var host = await WebHost.StartAsync(Map);
        var page = await host.Client.GetAsync("/token");
        var cookie = page.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("mainstay-visitor=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var post = Form(await page.Content.ReadAsStringAsync()).With("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(post)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client.SendAsync(Form(await page.Content.ReadAsStringAsync()))).StatusCode);
    }

    [Fact]
    public async Task Another_site_is_refused_even_with_a_token()
    {
        await using var host = await WebHost.StartAsync(Map);
        var token = await Token(host, new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true));
        var post = Form(token).As("anna", cookie: true).With("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Client.SendAsync(post)).StatusCode);
    }

    [Fact]
    public async Task Pressing_twice_is_the_same_request()
    {
        await using var host = await WebHost.StartAsync(Map);
        var token = await Token(host, new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true));
        async Task<string> Send(string key, string pan)
        {
            var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["_token"] = token, ["_key"] = key, ["pan"] = pan };
            var post = new HttpRequestMessage(HttpMethod.Post, "/cards") { Content = new FormUrlEncodedContent(form) }.As("anna", cookie: true);
            return await (await host.Client.SendAsync(post)).Content.ReadAsStringAsync();
        }

        Assert.Equal(await Send("k1", "1"), await Send("k1", "1"));
        Assert.NotEqual((await Send("k1", "1")).Split(' ')[0], (await Send("k2", "1")).Split(' ')[0]);
        Assert.NotEqual((await Send("k1", "1")).Split(' ')[1], (await Send("k1", "2")).Split(' ')[1]);
    }

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/token", (HttpContext context, WebKeys keys) => Results.Text(FormToken.For(context, keys)));
        endpoints.MapPost("/api/v1/cards", () => Results.Ok());
        endpoints.MapPost("/cards", async (HttpContext context) =>
        {
            var form = await PageForm.ReadAsync(context);
            return form.Verbatim("_key").Length == 0 ? Results.Ok() : Results.Text($"{form.Request().Id} {form.Request().BodyHash}");
        });
    }

    private static async Task<string> Token(WebHost host, HttpRequestMessage request) => await (await host.Client.SendAsync(request)).Content.ReadAsStringAsync();

    private static async Task<HttpStatusCode> Post(WebHost host, string token, string who) => (await host.Client.SendAsync(Form(token).As(who, cookie: true))).StatusCode;

    private static HttpRequestMessage Form(string token) => new(HttpMethod.Post, "/cards")
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["_token"] = token }),
    };
}
