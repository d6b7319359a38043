using System.Net;
using System.Text.Json.Nodes;
using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.People;

/// <summary>Closing an account, keeping it, erasing somebody, and the export, over the API and on the pages without script.</summary>
public sealed class ClosingTests
{
    private const string Password = "vetro lampo blu";

    [Fact]
    public async Task Closing_wants_a_fresh_proof_and_signing_in_with_keep_undoes_it()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, _) = await server.PersonAsync("anna");
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal((403, "proof-needed"), await ClosedAsync(server, token));

        token = await server.TokenAsync("anna");
        var closing = await server.PostAsync("/api/v1/me/closing", new { }, token);

        Assert.Equal(server.Clock.GetUtcNow().AddDays(30), closing.Body!["closesAt"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMinutes(1));
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", token)).Status);
        var refused = await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password });
        Assert.Equal((403, "account-closing"), (refused.Status, refused.Code));
        Assert.Contains("It closes at 2026-04-01", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("sign-in-failed", (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = "something else", keep = true })).Code);
        Assert.Equal(201, (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password, keep = true })).Status);
        Assert.Equal(201, (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password })).Status);
    }

    [Fact]
    public async Task Whoever_administrates_cannot_be_closed_and_nobody_who_closes_becomes_an_administrator()
    {
        await using var server = await PeopleServer.StartAsync();
        var admin = await server.AdministratorAsync();
        var (anna, _) = await server.PersonAsync("anna");

        Assert.Equal((409, "administrates"), await ClosedAsync(server, admin));
        Assert.Equal("administrates", (await server.PostAsync("/api/v1/accounts/admin/erasure", new { reason = "request" }, admin)).Code);
        await ClosedAsync(server, anna);
        Assert.Equal("account-closing", (await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = (string[])["member", "administrator"] }, admin)).Code);
    }

    [Fact]
    public async Task An_order_erases_and_the_trail_says_who_and_why_and_no_more_who_it_was()
    {
        await using var server = await PeopleServer.StartAsync();
        var admin = await server.AdministratorAsync();
        var (anna, account) = await server.PersonAsync("anna");
        Assert.Equal(403, (await server.PostAsync("/api/v1/accounts/admin/erasure", new { reason = "request" }, anna)).Status);
        Assert.Equal("reason-unknown", (await server.PostAsync("/api/v1/accounts/anna/erasure", new { reason = "for fun" }, admin)).Code);

        Assert.Equal(200, (await server.PostAsync("/api/v1/accounts/anna/erasure", new { reason = "request" }, admin)).Status);

        await ErasedAsync(server, account.Text("accountId"));
        Assert.Equal(404, (await server.PostAsync("/api/v1/accounts/anna/erasure", new { reason = "request" }, admin)).Status);
        Assert.Equal("sign-in-failed", (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password })).Code);
        var closed = Assert.Single((await server.GetAsync("/api/v1/audit?kind=account-closed", admin)).Items)!;
        Assert.Equal(("admin", "request", null), ((string)closed["actor"]!, (string)closed["detail"]!, (string?)closed["handle"]));
        Assert.All((await server.GetAsync("/api/v1/audit", admin)).Items.Where(entry => entry!["handle"] is null), entry => Assert.Null(entry!["network"]));
        Assert.DoesNotContain((await server.GetAsync("/api/v1/accounts", admin)).Items, one => (string)one!["accountId"]! == account.Text("accountId"));
    }

    [Fact]
    public async Task The_export_holds_the_account_and_comes_once_a_minute()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, account) = await server.PersonAsync("anna");
        await server.SettleAsync();

        var export = await server.GetAsync("/api/v1/me/export", token);

        var held = export.Body!["account"]!;
        Assert.Equal(("anna", "ANNA", account.Text("accountId")), ((string)held["handle"]!, (string)held["displayName"]!, (string)held["accountId"]!));
        Assert.Single(held["sessions"]!.AsArray());
        Assert.Equal(["signed-in", "account-opened"], held["events"]!.AsArray().Select(one => (string)one!["kind"]!));
        Assert.Equal(server.Clock.GetUtcNow(), export.Body["generatedAt"]!.GetValue<DateTimeOffset>());
        var again = await server.GetAsync("/api/v1/me/export", token);
        Assert.Equal((429, "export-too-soon"), (again.Status, again.Code));
        Assert.Equal("60", again.Headers["Retry-After"]);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await server.GetAsync("/api/v1/me/export", token)).Status);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("proof-needed", (await server.GetAsync("/api/v1/me/export", token)).Code);
    }

    [Fact]
    public async Task On_the_pages_one_confirms_who_one_is_reads_what_happens_closes_and_keeps()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        using var browser = server.Browser();
        await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        server.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("/account/confirm?returnTo=%2Faccount%2Fclose", (await browser.SeeAsync("/account/close")).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.FillInAsync("/account/confirm", ("password", "something else"))).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        var confirm = await browser.FillInAsync("/account/confirm", ("password", Password), ("returnTo", "/account/close"));
        Assert.Equal("/account/close", confirm.Location);
        Assert.Contains("id=\"field-understood-error\"", (await browser.FillInAsync("/account/close")).Html, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.FillInAsync("/account/close", ("understood", "on"))).Location);
        Assert.NotNull((await browser.SeeAsync("/account")).Location);

        var closing = await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password));
        Assert.Equal(HttpStatusCode.Forbidden, closing.Status);
        Assert.Contains("name=\"keep\"", closing.Html, StringComparison.Ordinal);
        Assert.Equal("/", (await browser.FillInAsync("/sign-in", ("handle", "anna"), ("password", Password), ("keep", "on"))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.SeeAsync("/account/passkeys")).Status);
    }

    private static async Task<(int Status, string Code)> ClosedAsync(PeopleServer server, string token)
    {
        var reply = await server.PostAsync("/api/v1/me/closing", new { }, token);
        return (reply.Status, reply.Status == 200 ? "" : reply.Code);
    }

    /// <summary>The worker rests between two looks, by the clock that the test moves.</summary>
    private static async Task ErasedAsync(PeopleServer server, string accountId)
    {
        var host = server.Services.GetRequiredService<EntityHost>();
        while (host.Read(Account.Type, accountId).End?.Stage != EndStage.Erased)
        {
            server.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        await server.SettleAsync();
    }
}
