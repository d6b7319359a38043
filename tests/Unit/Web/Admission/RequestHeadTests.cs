using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class RequestHeadTests
{
    private const string Simple = "GET /cards/new?x=1 HTTP/1.1\r\nHost: here\r\n\r\n";

    [Theory]
    [InlineData(Simple, "GET", "/cards/new", 0)]
    [InlineData("POST /api/v1/x HTTP/1.1\r\nhost: a\r\nContent-Length: 3\r\n\r\nabc", "POST", "/api/v1/x", 3)]
    [InlineData("PUT / HTTP/1.1\r\nHost:a\r\nCONTENT-LENGTH: 0\r\nConnection: Keep-Alive\r\n\r\n", "PUT", "/", 0)]
    [InlineData("DELETE /a HTTP/1.1\r\nHost: b:80\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE", "/a", -31)]
    public void What_is_simple_is_read_to_its_end(string request, string method, string path, int bodyOrMore)
    {
        Assert.True(RequestHead.TryRead(Encoding.ASCII.GetBytes(request), out var head));

        Assert.Equal(method, head.Method);
        Assert.Equal(path, Encoding.ASCII.GetString(head.Path));
        Assert.Equal(request.Length + Math.Min(0, bodyOrMore), head.Length);
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: here\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.0\r\nHost: a\r\n\r\n")]
    [InlineData("GET  /a HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost:\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a:b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nX: \u0001\r\n\r\n")]
    [InlineData("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET * HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("get /a HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\nHost: a\n\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\nX: b\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n: nameless\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4294967296\r\n\r\n")]
    public void What_leaves_any_doubt_is_left_to_HTTP(string request) => Assert.False(RequestHead.TryRead(Encoding.ASCII.GetBytes(request), out _));

    [Theory]
    [InlineData("/cards", "", true)]
    [InlineData("/cards", "Accept: text/html,application/xhtml+xml\r\n", true)]
    [InlineData("/cards", "Accept: Text/HTML\r\n", true)]
    [InlineData("/cards", "Accept: */*\r\n", true)]
    [InlineData("/cards", "Accept: application/json\r\n", false)]
    [InlineData("/api/v1/me", "Accept: text/html\r\n", false)]
    [InlineData("/apiary", "", true)]
    [InlineData("/health", "", false)]
    public void It_knows_people_from_programs(string path, string fields, bool isPerson)
    {
        Assert.True(RequestHead.TryRead(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), out var head));
        Assert.Equal(isPerson, head.IsOfPerson);
    }

    [Theory]
    [InlineData("", "en")]
    [InlineData("Accept-Language: it-IT,it;q=0.9\r\n", "it")]
    [InlineData("Accept-Language: de\r\n", "en")]
    [InlineData("Accept-Language: it\r\nCookie: a=b; mainstay-language=fr\r\n", "fr")]
    [InlineData("Accept-Language: it\r\nCookie: mainstay-language=\r\n", "it")]
    [InlineData("Accept-Language: it\r\nCookie: not-mainstay-language=fr\r\n", "it")]
    public void It_knows_the_language_of_this_browser(string fields, string language)
    {
        Assert.True(RequestHead.TryRead(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"), out var head));
        Assert.Equal(language, head.Language.Code);
    }

    [Fact]
    public void Whatever_comes_it_reads_no_further_than_that() => Prop.ForAll(Mutated(), request =>
    {
        if (RequestHead.TryRead(request, out var head)) Assert.InRange(head.Length, 1, request.Length);
    }).QuickCheckThrowOnFailure();

    /// <summary>If the two disagreed about where a request ends, the rest of one would be answered as another.</summary>
    [Fact]
    public async Task What_is_read_here_HTTP_reads_in_the_same_way()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var http = builder.Build();
        http.Urls.Add("http://127.0.0.1:0");
        http.Run(SayWhatCameAsync);
        await http.StartAsync();
        var port = new Uri(http.Urls.First()).Port;
        foreach (var request in Gen.Sample(Mutated().Generator, 3_000))
        {
            if (!RequestHead.TryRead(request, out var head)) continue;
            var expected = $"<{head.Method} {head.Length - request.AsSpan().IndexOf("\r\n\r\n"u8) - 4}>";
            var answers = await AskAsync(port, [.. request.AsSpan(0, head.Length), .. "GET /marker HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8]);
            Assert.True(answers is [var first, "<GET 0>"] && first == expected, $"{string.Join(' ', answers)}: {Encoding.Latin1.GetString(request)}");
        }
    }

    private static async Task SayWhatCameAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.WriteAsync($"<{context.Request.Method} {body.Length}>");
    }

    private static async Task<string[]> AskAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient("127.0.0.1", port);
        await client.GetStream().WriteAsync(bytes);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        return [.. answer.Split('<').Skip(1).Select(part => "<" + part[..(part.IndexOf('>', StringComparison.Ordinal) + 1)])];
    }

    /// <summary>Simple requests in which up to three bytes were changed, added or taken out.</summary>
    private static Arbitrary<byte[]> Mutated()
    {
        string[] requests =
        [
            Simple,
            "POST /api/v1/cards HTTP/1.1\r\nHost: here\r\nContent-Length: 11\r\nAccept: */*\r\n\r\nhello world",
            "PUT /a/b HTTP/1.1\r\nHost: here\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        ];
        var changes = ArbMap.Default.GeneratorFor<(int At, byte Value, byte Kind)>().ListOf(3);
        return Gen.Elements(requests).SelectMany(request => changes.Select(all => all.Take(all[0].Kind % 4).Aggregate(Encoding.ASCII.GetBytes(request), Change))).ToArbitrary();
    }

    private static byte[] Change(byte[] bytes, (int At, byte Value, byte Kind) change)
    {
        var at = (int)(unchecked((uint)change.At) % (uint)bytes.Length);
        return (change.Kind % 3) switch
        {
            0 => [.. bytes[..at], change.Value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], change.Value, .. bytes[at..]],
            _ => [.. bytes[..at], .. bytes[(at + 1)..]],
        };
    }
}
