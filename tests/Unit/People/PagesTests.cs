using System.Net;
using System.Text.RegularExpressions;
using Mainstay.People;

namespace Mainstay.Tests.Unit.People;

/// <summary>The pages, as a browser without script sees them.</summary>
public sealed partial class PagesTests
{
    private const string Password = "vetro lampo blu";
    private static readonly string[] s_administration = ["/administration/accounts", "/administration/accounts?role=shop", "/administration/accounts/anna", "/administration/audit", "/administration/audit?kind=signed-in&handle=anna"];

    [Fact]
    public async Task A_person_opens_an_account_sees_the_codes_once_and_is_signed_in()
    {
        await using var server = await PeopleServer.StartAsync();
        using var browser = server.Browser();
        var opened = await browser.FillInAsync("/create-account", ("displayName", "Anna Rossi"), ("handle", " Anna"), ("password", Password));
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Equal(10, Code().Count(opened.Html));
        var account = await browser.SeeAsync("/account");
        Assert.Contains("Anna Rossi", account.Html, StringComparison.Ordinal);
        Assert.Equal(0, Code().Count(account.Html));
    }

    [Fact]
    public async Task Errors_stand_at_their_fields_and_what_was_entered_stays()
    {
        await using var server = await PeopleServer.StartAsync();
        using var browser = server.Browser();
        var page = await browser.FillInAsync("/create-account", ("displayName", "Anna Rossi"), ("handle", "a"), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("id=\"field-handle-error\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"field-password-error\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Anna Rossi\"", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"short\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_the_page_that_was_asked_for_and_never_elsewhere()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        using var browser = server.Browser();
        Assert.Equal("/sign-in?returnTo=%2Faccount%2Fsessions", (await browser.SeeAsync("/account/sessions")).Location);
        Assert.Equal("/", (await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password), ("returnTo", "//evil.example"))).Location);
        Assert.Equal("/account/sessions", (await browser.SeeAsync("/sign-in?returnTo=/account/sessions")).Location);
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_saying_which_was_wrong()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        using var browser = server.Browser();
        var wrong = await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", "something else"));
        var unknown = await browser.FillInAsync("/sign-in", ("handle", "nobody"), ("password", "something else"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.Status, unknown.Status));
        Assert.Equal(Alert().Match(wrong.Html).Value, Alert().Match(unknown.Html).Value);
    }

    [Fact]
    public async Task The_owner_is_told_of_failed_attempts()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++) await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = "something else" });
        await server.SettleAsync();
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        Assert.Contains("2 tentativi", (await browser.SeeAsync("/account")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_end_from_their_page_and_signing_out_ends_ones_own()
    {
        await using var server = await PeopleServer.StartAsync();
        var (other, _) = await server.PersonAsync("anna");
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        var page = await browser.SeeAsync("/account/sessions");
        var session = SessionId().Match(page.Html).Groups["id"].Value;
        Assert.Equal("/account/sessions", (await browser.FillInAsync("/account/sessions/end", "/account/sessions", ("sessionId", session))).Location);
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", other)).Status);
        var gone = await browser.FillInAsync("/sign-out", "/account", []);
        Assert.Equal(("/", "\"storage\""), (gone.Location, gone.Forgets));
        Assert.NotNull((await browser.SeeAsync("/account")).Location);
    }

    [Fact]
    public async Task Password_and_codes_are_renewed_and_a_code_lets_in()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.FillInAsync("/account/recovery-codes", ("password", "something else"))).Status);
        var codes = Code().Matches((await browser.FillInAsync("/account/recovery-codes", ("password", Password))).Html).Select(match => match.Value).ToList();
        Assert.Equal(10, codes.Count);
        Assert.Equal("/account", (await browser.FillInAsync("/account/password", ("password", Password), ("newPassword", "nuvola di marzo"))).Location);
        using var phone = server.Browser();
        Assert.Equal("/account", (await phone.FillInAsync("/recover", ("handle", "Anna"), ("code", codes[9]), ("newPassword", "pioggia e sale"))).Location);
        Assert.Equal(HttpStatusCode.OK, (await phone.SeeAsync("/account")).Status);
        Assert.NotNull((await browser.SeeAsync("/account")).Location);
    }

    [Fact]
    public async Task The_link_that_the_server_prints_makes_the_first_administrator()
    {
        await using var server = await PeopleServer.StartAsync();
        var link = (await FirstAdministrator.OfferAsync(server.Services))!;
        using var browser = server.Browser();
        var wrong = await browser.FillInAsync("/setup", ("token", "wrong"), ("displayName", "Ada"), ("handle", "admin"), ("password", Password));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.Status);
        Assert.Contains("id=\"field-token-error\"", wrong.Html, StringComparison.Ordinal);
        var done = await browser.FillInAsync("/setup", link, ("token", link.Split("token=")[1]), ("displayName", "Ada"), ("handle", "admin"), ("password", Password));
        Assert.Equal(10, Code().Count(done.Html));
        Assert.Equal(HttpStatusCode.OK, (await browser.SeeAsync("/administration/audit")).Status);
        Assert.Equal("/sign-in", (await server.Browser().SeeAsync("/setup")).Location);
    }

    [Fact]
    public async Task The_administrators_pages_are_for_administrators_in_each_language()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        var admin = await server.AdministratorAsync();
        await server.SettleAsync();
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        foreach (var path in s_administration) Assert.Equal(HttpStatusCode.Forbidden, (await browser.SeeAsync(path)).Status);
        await browser.FillInAsync("/sign-out", "/account", []);
        await browser.FillInAsync("/sign-in", ("handle", "admin"), ("password", Password));
        foreach (var language in (string[])["en", "fr", "it"])
        {
            await server.PutAsync("/api/v1/me", new { displayName = "Ada", language }, admin);
            foreach (var path in s_administration) Assert.Contains($"lang=\"{language}\"", (await browser.SeeAsync(path)).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_administrator_sets_roles_and_makes_a_one_time_code()
    {
        await using var server = await PeopleServer.StartAsync();
        var (anna, _) = await server.PersonAsync("anna");
        await server.AdministratorAsync();
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "admin"), ("password", Password));
        await browser.FillInAsync("/administration/accounts/anna/roles", "/administration/accounts/anna", ("role-shop", "on"));
        Assert.Equal(["member", "shop"], (await server.GetAsync("/api/v1/me", anna)).Texts("roles"));
        var last = await browser.FillInAsync("/administration/accounts/admin/roles", "/administration/accounts/admin", []);
        Assert.Equal(HttpStatusCode.Conflict, last.Status);
        var reset = await browser.FillInAsync("/administration/accounts/anna/reset", "/administration/accounts/anna", []);
        var code = Code().Match(reset.Html).Value;
        Assert.Equal(201, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code, newPassword = "nuvola di marzo" })).Status);
    }

    [GeneratedRegex("(?<=<code>)[0-9a-z]{4}(-[0-9a-z]{4}){3}(?=</code>)", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex("name=\"sessionId\" value=\"(?<id>[^\"]*)\"")]
    private static partial Regex SessionId();

    [GeneratedRegex("<div class=\"banner trouble\".*?</ul>", RegexOptions.Singleline)]
    private static partial Regex Alert();
}
