using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web;

/// <summary>What the server says to the service worker: which pages it may keep, whose they are, and what became of a form that it kept.</summary>
public sealed partial class OfflineTests
{
    [Fact]
    public async Task The_service_worker_stands_at_the_root_is_asked_for_anew_and_names_assets_that_are_there()
    {
        await using var host = await WebHost.StartAsync();
        var answer = await host.Client.GetAsync("/service-worker.js");
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoCache);
        var build = JsonNode.Parse(Build().Match(await answer.Content.ReadAsStringAsync()).Groups["json"].Value)!;
        Assert.Matches("^[0-9a-f]{12}$", build["version"]!.GetValue<string>());
        Assert.Equal(["en", "fr", "it"], build["languages"]!.AsArray().Select(language => language!.GetValue<string>()));
        Assert.NotEmpty(build["assets"]!.AsArray());
        foreach (var asset in build["assets"]!.AsArray()) Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(asset!.GetValue<string>())).StatusCode);
    }

    [Fact]
    public async Task The_app_can_be_installed()
    {
        await using var host = await WebHost.StartAsync();
        var answer = await host.Client.GetAsync("/manifest.webmanifest");
        var manifest = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("/", "/", "standalone"), (manifest["start_url"]!.GetValue<string>(), manifest["scope"]!.GetValue<string>(), manifest["display"]!.GetValue<string>()));
        foreach (var icon in manifest["icons"]!.AsArray()) Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(icon!["src"]!.GetValue<string>())).StatusCode);
    }

    [Theory]
    [InlineData("en", "No network")]
    [InlineData("fr", "Pas de réseau")]
    [InlineData("it", "Nessuna connessione")]
    public async Task The_page_for_no_network_is_in_each_language_and_asks_nothing_of_the_server(string language, string title)
    {
        await using var host = await WebHost.StartAsync();
        var html = await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/offline").With("Accept-Language", language))).Content.ReadAsStringAsync();
        Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mine", Roles.Member, true)]
    [InlineData("/open", Roles.Member, false)]
    [InlineData("/theirs", Roles.Manager, false)]
    [InlineData("/gone", Roles.Member, false)]
    [InlineData("/", Roles.Member, true)]
    [InlineData("/", "member,manager", false)]
    [InlineData("/", "member,administrator", false)]
    public async Task Only_what_concerns_this_person_alone_is_kept_and_only_where_it_is_said(string path, string roles, bool isKept)
    {
        await using var host = await WebHost.StartAsync(MapPages);
        var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path).As("anna", roles));
        Assert.Equal(isKept, answer.Headers.Contains("Mainstay-Keep"));
        Assert.NotEqual("none", answer.Headers.GetValues("Mainstay-Person").Single());
    }

    [Fact]
    public async Task A_page_says_whose_it_is_without_saying_who_that_is()
    {
        await using var host = await WebHost.StartAsync(MapPages);
        var anna = await TagOf(host, "anna");
        Assert.Equal(anna, await TagOf(host, "anna"));
        Assert.NotEqual(anna, await TagOf(host, "bruno"));
        Assert.DoesNotContain("anna", anna, StringComparison.Ordinal);
        var stranger = await host.Client.GetAsync("/");
        Assert.Equal("none", stranger.Headers.GetValues("Mainstay-Person").Single());
        Assert.False(stranger.Headers.Contains("Mainstay-Keep"));
    }

    [Fact]
    public async Task A_form_may_be_kept_only_where_a_module_has_said_so()
    {
        await using var host = await WebHost.StartAsync(MapPages, services => services.AddSingleton(new KeptForm("/cards/{card}/remove", () => "Remove card")));
        var html = await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/forms").As("anna", Roles.Member))).Content.ReadAsStringAsync();
        var forms = Forms().Matches(html).Where(form => form.Groups["action"].Value.StartsWith("/cards/", StringComparison.Ordinal)).ToDictionary(form => form.Groups["action"].Value, form => form.Value, StringComparer.Ordinal);
        Assert.Contains("name=\"_keep\" value=\"Remove card\"", forms["/cards/17/remove"], StringComparison.Ordinal);
        Assert.Contains("name=\"_keep\" value=\"Remove Family card\"", forms["/cards/18/remove"], StringComparison.Ordinal);
        Assert.DoesNotContain("_keep", forms["/cards/new"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_private_entries_says_so_to_the_person_and_to_the_service_worker()
    {
        await using var host = await WebHost.StartAsync(MapPages, services => services.AddSingleton(new KeptForm("/cards/new", () => "Add card") { WhatIsPrivate = () => "It stays here for a day." }));
        var html = await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/forms").As("anna", Roles.Member))).Content.ReadAsStringAsync();
        var form = Forms().Matches(html).Single(form => form.Groups["action"].Value == "/cards/new").Value;
        Assert.Contains("name=\"_private\"", form, StringComparison.Ordinal);
        Assert.Matches("data-private hidden>.*It stays here for a day\\.", form);
    }

    [Fact]
    public async Task What_was_kept_is_done_as_the_person_who_did_it_and_as_nobody_else()
    {
        await using var host = await WebHost.StartAsync(MapPages);
        var anna = await TagOf(host, "anna");
        await (await host.Client.SendAsync(Kept("/done", anna))).ShouldBeAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await host.Client.SendAsync(Kept("/done", anna).As("bruno", Roles.Member))).ShouldBeAsync(HttpStatusCode.Conflict, "another-person");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(Kept("/done", anna).As("anna", Roles.Member))).StatusCode);
    }

    [Fact]
    public async Task What_was_kept_is_answered_with_the_texts_of_the_page_and_leaves_no_message_for_the_next()
    {
        await using var host = await WebHost.StartAsync(MapPages);
        var anna = await TagOf(host, "anna");
        var done = await host.Client.SendAsync(Kept("/done", anna).As("anna", Roles.Member));
        Assert.Equal("""{"done":true,"texts":["The card is removed."]}""", await done.Content.ReadAsStringAsync());
        Assert.False(done.Headers.Contains("Set-Cookie"));
        var wrong = await host.Client.SendAsync(Kept("/wrong", anna).As("anna", Roles.Member));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal("""{"done":false,"texts":["Enter a name."]}""", await wrong.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Somebody_who_is_signed_in_gets_a_token_that_sends_what_was_kept()
    {
        await using var host = await WebHost.StartAsync(MapPages);
        await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/offline/session").With("Accept", "application/json"))).ShouldBeAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        var session = await (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/offline/session").As("anna", cookie: true))).Content.ReadFromJsonAsync<JsonObject>();
        var sent = Kept("/done", session!["person"]!.GetValue<string>()).As("anna", Roles.Member, cookie: true);
        await (await host.Client.SendAsync(sent)).ShouldBeAsync(HttpStatusCode.Forbidden, "form-expired");
        var proved = Kept("/done", session["person"]!.GetValue<string>()).As("anna", Roles.Member, cookie: true).With("X-Form-Token", session["token"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(proved)).StatusCode);
    }

    [Fact]
    public async Task The_same_entries_of_a_page_are_one_post_and_other_entries_another()
    {
        await using var host = await WebHost.StartAsync(MapPages);
        async Task<string> Id(string key, string name) => await (await host.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/id") { Content = new FormUrlEncodedContent([new("_key", key), new("name", name), new("_token", Guid.NewGuid().ToString())]) }.As("anna"))).Content.ReadAsStringAsync();
        Assert.Equal(await Id("k1", "Anna"), await Id("k1", "Anna"));
        Assert.NotEqual(await Id("k1", "Anna"), await Id("k1", "Bruno"));
        Assert.NotEqual(await Id("k1", "Anna"), await Id("k2", "Anna"));
    }

    private static void MapPages(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/mine", Head).RequireRole(Roles.Member).KeptOffline();
        endpoints.MapGet("/open", Head).RequireRole(Roles.Member);
        endpoints.MapGet("/theirs", Head).RequireRole(Roles.Manager).KeptOffline();
        endpoints.MapGet("/gone", (HttpContext context) => Head(context).WithStatus(StatusCodes.Status404NotFound)).RequireRole(Roles.Member).KeptOffline();
        endpoints.MapGet("/forms", (HttpContext context) => Page.Of<FormsPage>(context)).RequireSignedIn();
        endpoints.MapPost("/done", (HttpContext context) => Page.SeeOther(context, "/", Flash.Done("The card is removed.")));
        endpoints.MapPost("/wrong", (HttpContext context) =>
            Page.Of<ErrorSummary>(context, (nameof(ErrorSummary.Errors), new[] { ("name", "Enter a name.") })).WithStatus(StatusCodes.Status422UnprocessableEntity));
        endpoints.MapPost("/id", (Delegate)(async (HttpContext context) => Results.Text((await PageForm.ReadAsync(context)).AsEntered().Id.ToString())));
    }

    private static PageResult Head(HttpContext context) => Page.Of<PageHead>(context, (nameof(PageHead.Title), "Mine"));

    private static async Task<string> TagOf(WebHost host, string who) =>
        (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/open").As(who, Roles.Member))).Headers.GetValues("Mainstay-Person").Single();

    private static HttpRequestMessage Kept(string path, string person) =>
        new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("_key", "k1")]) }.With("Accept", "application/json").With("Mainstay-Person", person);

    [GeneratedRegex("^const BUILD = (?<json>.+);$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Build();

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]+)\".*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Forms();

    /// <summary>A form that is kept, one in a confirmation, and one that is not.</summary>
    private sealed class FormsPage : ComponentBase
    {
        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenComponent<Form>(0);
            builder.AddAttribute(1, nameof(Form.Action), "/cards/17/remove");
            builder.CloseComponent();
            builder.OpenComponent<ConfirmSheet>(2);
            builder.AddAttribute(3, nameof(ConfirmSheet.Action), "/cards/18/remove");
            builder.AddAttribute(4, nameof(ConfirmSheet.Title), "Remove Family card?");
            builder.CloseComponent();
            builder.OpenComponent<Form>(5);
            builder.AddAttribute(6, nameof(Form.Action), "/cards/new");
            builder.CloseComponent();
        }
    }
}
