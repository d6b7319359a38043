using System.Net;
using System.Text.RegularExpressions;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web;

public sealed partial class PageTests
{
    [Fact]
    public async Task The_first_page_and_all_it_loads_stay_under_50_kB()
    {
        await using var host = await WebHost.StartAsync(add: services => services.AddSingleton(new AccountPages { CreateAccount = "/create-account" }));
        var (html, size) = await Load(host, "/");
        foreach (var asset in Loaded().Matches(html).Select(match => match.Groups["url"].Value)) size += (await Load(host, asset)).Bytes;
        Assert.InRange(size, 1, 50_000);
    }

    [Fact]
    public async Task Nothing_inline_and_nothing_from_elsewhere_is_allowed_or_used()
    {
        await using var host = await WebHost.StartAsync();
        var answer = await host.Client.GetAsync("/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        foreach (var rule in (string[])["default-src 'none'", "script-src 'self';", "style-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotMatch(Inline(), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_error_page_has_the_same_protection()
    {
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/crash", IResult () => throw new InvalidOperationException("secret")));
        var answer = await host.Client.GetAsync("/crash");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(host.Errors.Entries); // the crash
    }

    [Fact]
    public async Task An_asset_is_compressed_kept_for_ever_under_its_fingerprint_and_not_sent_twice()
    {
        await using var host = await WebHost.StartAsync();
        var url = Loaded().Matches(await host.Client.GetStringAsync("/")).Select(match => match.Groups["url"].Value).First(value => value.EndsWith(".css", StringComparison.Ordinal));
        var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url).With("Accept-Encoding", "gzip, br"));
        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var again = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url).With("If-None-Match", answer.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/assets/nothing.css")).StatusCode);
    }

    [Fact]
    public async Task A_message_is_shown_once_and_only_if_this_server_wrote_it()
    {
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/done", (HttpContext context) => Page.SeeOther(context, "/", Flash.Done("Card <added>"))));
        var cookie = (await host.Client.GetAsync("/done")).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var page = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/").With("Cookie", cookie));
        Assert.Contains("Card &lt;added&gt;", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(page.Headers.GetValues("Set-Cookie"), value => value.StartsWith("mainstay-flash=;", StringComparison.Ordinal));
        var forged = cookie[..^2] + (cookie.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA");
        Assert.DoesNotContain("added", await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/").With("Cookie", forged))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigation_shows_only_what_this_person_may_use()
    {
        await using var host = await WebHost.StartAsync(add: services =>
        {
            services.AddSingleton(new NavigationItem(Sections.Money, "/cashback", 0));
            services.AddSingleton(new NavigationItem(Sections.Programme, "/intake", 0, Roles.Manager));
        });
        async Task<string> Home(string roles) => await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/").As("anna", roles))).Content.ReadAsStringAsync();
        var member = await Home(Roles.Member);
        Assert.Contains("href=\"/cashback\"", member, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/intake\"", member, StringComparison.Ordinal);
        Assert.Contains("href=\"/intake\"", await Home(Roles.Manager), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/cashback\"", await host.Client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accents_stay_letters_and_input_stays_text()
    {
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapGet("/note", (HttpContext context) => Page.Of<PageHead>(context, (nameof(PageHead.Title), "Été <script>"))));
        var html = await host.Client.GetStringAsync("/note");
        Assert.Contains("<h1>Été &lt;script&gt;</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<title>Été &lt;script&gt; · Mainstay</title>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, HttpStatusCode.OK)]
    [InlineData(5000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_file_may_be_as_large_as_its_endpoint_says(int bytes, HttpStatusCode expected)
    {
        await using var host = await WebHost.StartAsync(endpoints => endpoints.MapPost("/file", async (HttpContext context) =>
        {
            var form = await PageForm.ReadAsync(context);
            return Results.Text(form.File("file")!.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }).WithoutFormToken().MaxBody(1000));
        using var content = new MultipartFormDataContent { { new ByteArrayContent(new byte[bytes]), "file", "a.csv" } };
        Assert.Equal(expected, (await host.Client.PostAsync("/file", content)).StatusCode);
    }

    private static async Task<(string Text, long Bytes)> Load(WebHost host, string url)
    {
        var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync(); // not compressed: the worst case
        return (System.Text.Encoding.UTF8.GetString(bytes), bytes.Length);
    }

    [GeneratedRegex("(?:href|src)=\"(?<url>/assets/[^\"]+\\.(?:css|js|svg))\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Loaded();

    [GeneratedRegex(@"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)")]
    private static partial Regex Inline();
}
