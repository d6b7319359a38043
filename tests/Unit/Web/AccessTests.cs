using System.Net;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Tests.Unit.Web;

public sealed class AccessTests
{
    [Fact]
    public async Task Strangers_are_401_at_the_api_and_led_to_sign_in_on_pages()
    {
        await using var host = await WebHost.StartAsync(Map);
        await (await host.Client.GetAsync("/api/v1/desk")).ShouldBeAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        var page = await host.Client.GetAsync("/desk?row=1");
        Assert.Equal(HttpStatusCode.SeeOther, page.StatusCode);
        Assert.Equal("/sign-in?returnTo=%2Fdesk%3Frow%3D1", page.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("member", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("member,manager", HttpStatusCode.OK)]
    [InlineData("administrator", HttpStatusCode.OK)]
    public async Task One_of_the_roles_is_enough_and_none_is_403(string roles, HttpStatusCode expected)
    {
        await using var host = await WebHost.StartAsync(Map);
        var api = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/desk").As("anna", roles));
        var page = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/desk").As("anna", roles));
        Assert.Equal(expected, api.StatusCode);
        Assert.Equal(expected, page.StatusCode);
        if (expected == HttpStatusCode.Forbidden) Assert.Equal("not-allowed", await api.CodeAsync());
    }

    [Fact]
    public async Task A_post_from_a_page_comes_back_to_that_page()
    {
        await using var host = await WebHost.StartAsync(Map);
        var post = new HttpRequestMessage(HttpMethod.Post, "/desk/close").With("Referer", new Uri(host.Client.BaseAddress!, "/desk?row=7").ToString());
        Assert.Equal("/sign-in?returnTo=%2Fdesk%3Frow%3D7", (await host.Client.SendAsync(post)).Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/cards", "/cards")]
    [InlineData("/cards?x=1#y", "/cards?x=1#y")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("cards", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void Only_a_path_of_this_server_is_returned_to(string? given, string expected) => Assert.Equal(expected, ReturnTo.Safe(given));

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/desk", () => Results.Text("in")).RequireRole(Roles.Manager, Roles.Administrator);
        endpoints.MapGet("/desk", () => Results.Text("in")).RequireRole(Roles.Manager, Roles.Administrator);
        endpoints.MapPost("/desk/close", () => Results.Text("in")).RequireSignedIn();
    }
}
