using System.Net;
using System.Text;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Tests.Unit.Web;

public sealed class PageUploadTests
{
    [Fact]
    public async Task A_file_is_handed_on_with_its_name_and_its_bytes()
    {
        await using var host = await WebHost.StartAsync(Map);
        var answer = await SendAsync(host, await TokenAsync(host), "rows.csv", "a;b\nc;d\n");
        Assert.Equal((HttpStatusCode.OK, "rows.csv: a;b\nc;d\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("C:\\Users\\anna\\rows.csv")]
    [InlineData("/home/anna/rows.csv")]
    public async Task A_folder_in_the_name_is_cut_off(string name)
    {
        await using var host = await WebHost.StartAsync(Map);
        var answer = await SendAsync(host, await TokenAsync(host), name, "x");
        Assert.Equal("rows.csv: x", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("made-up")]
    public async Task Without_the_token_of_our_page_no_byte_of_the_file_is_read(string? token)
    {
        await using var host = await WebHost.StartAsync(Map);
        var answer = await SendAsync(host, token, "rows.csv", "x");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("rows.csv", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_after_the_file_comes_too_late()
    {
        await using var host = await WebHost.StartAsync(Map);
        using var content = new MultipartFormDataContent { { new StringContent("x"), "file", "rows.csv" }, { new StringContent(await TokenAsync(host)), "_token" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host, content)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_a_file_is_for_the_page_to_answer_and_another_body_is_malformed()
    {
        await using var host = await WebHost.StartAsync(Map);
        using var fields = new MultipartFormDataContent { { new StringContent(await TokenAsync(host)), "_token" } };
        Assert.Equal(": ", await (await PostAsync(host, fields)).Content.ReadAsStringAsync());
        using var nothing = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host, nothing)).StatusCode);
        using var text = new StringContent("file=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(host, text)).StatusCode);
    }

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/token", (HttpContext context, WebKeys keys) => Results.Text(FormToken.For(context, keys)));
        endpoints.MapPost("/upload", (Delegate)((HttpContext context) => PageUpload.ReceiveAsync(context, async upload =>
        {
            using var reader = new StreamReader(upload.Content);
            return Results.Text($"{upload.FileName}: {await reader.ReadToEndAsync(context.RequestAborted)}");
        }))).TakesUpload();
    }

    private static async Task<string> TokenAsync(WebHost host) =>
        await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/token").As("anna", cookie: true))).Content.ReadAsStringAsync();

    private static async Task<HttpResponseMessage> SendAsync(WebHost host, string? token, string name, string text)
    {
        using var content = new MultipartFormDataContent();
        if (token is not null) content.Add(new StringContent(token), "_token");
        content.Add(new StringContent(text), "file", name);
        return await PostAsync(host, content);
    }

    private static Task<HttpResponseMessage> PostAsync(WebHost host, HttpContent content) =>
        host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = content }.As("anna", cookie: true));
}
