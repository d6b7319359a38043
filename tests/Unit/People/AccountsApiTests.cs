using Mainstay.People;

namespace Mainstay.Tests.Unit.People;

/// <summary>Opening accounts, setting up and roles, over HTTP.</summary>
public sealed class AccountsApiTests
{
    private const string Password = "vetro lampo blu";

    private static object Application(string handle = "anna", string displayName = "Anna Rossi", string password = Password) => new { handle, displayName, password };

    [Fact]
    public async Task An_account_is_opened_once_for_the_same_key()
    {
        await using var server = await PeopleServer.StartAsync();
        var first = await server.PostAsync("/api/v1/accounts", Application(), key: "k");
        var again = await server.PostAsync("/api/v1/accounts", Application(), key: "k");
        Assert.Equal(201, first.Status);
        Assert.Equal("anna", first.Text("handle"));
        Assert.Equal(10, first.Texts("recoveryCodes").Count);
        Assert.Equal(201, again.Status);
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_takes_no_handle()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PostAsync("/api/v1/accounts", Application(), key: "k");
        var other = await server.PostAsync("/api/v1/accounts", Application("bruno"), key: "k");
        Assert.Equal((422, "idempotency-key-reused"), (other.Status, other.Code));
        Assert.Equal(201, (await server.PostAsync("/api/v1/accounts", Application("bruno"))).Status);
    }

    [Fact]
    public async Task A_handle_belongs_to_one_account()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PostAsync("/api/v1/accounts", Application());
        var second = await server.PostAsync("/api/v1/accounts", Application());
        Assert.Equal((409, "handle-taken"), (second.Status, second.Code));
    }

    [Fact]
    public async Task Of_many_who_want_a_handle_at_once_one_gets_it()
    {
        await using var server = await PeopleServer.StartAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.PostAsync("/api/v1/accounts", Application())));
        Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(7, replies.Count(reply => reply.Status == 409));
    }

    [Theory]
    [InlineData("an", "Anna", Password, "handle", "handle-invalid")]
    [InlineData("Anna", "Anna", Password, "handle", "handle-invalid")]
    [InlineData("anna", "", Password, "displayName", "display-name-invalid")]
    [InlineData("anna", "An\u0007na", Password, "displayName", "display-name-invalid")]
    [InlineData("anna", "Anna", "short", "password", "password-too-short")]
    [InlineData("anna", "Anna", "password123", "password", "password-too-common")]
    public async Task A_wrong_field_is_named(string handle, string displayName, string password, string field, string code)
    {
        await using var server = await PeopleServer.StartAsync();
        var reply = await server.PostAsync("/api/v1/accounts", Application(handle, displayName, password));
        Assert.Equal((422, code), (reply.Status, reply.Code));
        var error = Assert.Single(reply.Body!["errors"]!.AsArray());
        Assert.Equal((field, code), ((string?)error!["field"], (string?)error["code"]));
    }

    [Fact]
    public async Task All_wrong_fields_are_named_at_once()
    {
        await using var server = await PeopleServer.StartAsync();
        var reply = await server.PostAsync("/api/v1/accounts", new { handle = "", displayName = "", password = "", language = "de" });
        Assert.Equal(["handle-invalid", "display-name-invalid", "password-too-short", "language-unknown"], reply.Body!["errors"]!.AsArray().Select(error => (string)error!["code"]!));
    }

    [Theory]
    [InlineData("""{"handle":"anna","displayName":"Anna"}""")]
    [InlineData("""{"handle":null,"displayName":"Anna","password":"vetro lampo blu"}""")]
    [InlineData("""{"handle":"anna","handle":"bruno","displayName":"Anna","password":"vetro lampo blu"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_cannot_be_read_is_malformed(string body)
    {
        await using var server = await PeopleServer.StartAsync();
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, "/api/v1/accounts", body)).Status);
    }

    [Fact]
    public async Task Registration_can_be_closed()
    {
        await using var server = await PeopleServer.StartAsync("--People:OpenRegistration=false");
        var reply = await server.PostAsync("/api/v1/accounts", Application());
        Assert.Equal((403, "registration-closed"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task The_setup_token_makes_the_first_administrator_once()
    {
        await using var server = await PeopleServer.StartAsync();
        var token = (await FirstAdministrator.OfferAsync(server.Services))!.Split("token=")[1];
        var wrong = await server.PostAsync("/api/v1/setup", new { token = "wrong", handle = "admin", displayName = "Admin", password = Password });
        Assert.Equal((403, "setup-token-invalid"), (wrong.Status, wrong.Code));
        var first = await server.PostAsync("/api/v1/setup", new { token, handle = "admin", displayName = "Admin", password = Password });
        Assert.Equal((201, "admin"), (first.Status, first.Text("handle")));
        var second = await server.PostAsync("/api/v1/setup", new { token, handle = "admin2", displayName = "Admin", password = Password });
        Assert.Equal((409, "already-set-up"), (second.Status, second.Code));
        var me = await server.GetAsync("/api/v1/me", await server.TokenAsync("admin"));
        Assert.Equal(["member", "administrator"], me.Texts("roles"));
        Assert.Null(await FirstAdministrator.OfferAsync(server.Services));
    }

    [Fact]
    public async Task Roles_take_effect_at_once_and_the_last_administrator_stays()
    {
        await using var server = await PeopleServer.StartAsync();
        var admin = await server.AdministratorAsync();
        var (anna, _) = await server.PersonAsync("anna");
        Assert.Equal(403, (await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "administrator" } }, anna)).Status);
        Assert.Equal(401, (await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "administrator" } })).Status);
        var set = await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "manager", "administrator" } }, admin);
        Assert.Equal(["member", "manager", "administrator"], set.Texts("roles"));
        Assert.Equal(["member", "manager", "administrator"], (await server.GetAsync("/api/v1/me", anna)).Texts("roles"));
        Assert.Equal(200, (await server.PutAsync("/api/v1/accounts/admin/roles", new { roles = new[] { "member" } }, anna)).Status);
        Assert.Equal(403, (await server.GetAsync("/api/v1/accounts", admin)).Status);
        var last = await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "manager" } }, anna);
        Assert.Equal((409, "last-administrator"), (last.Status, last.Code));
        Assert.Equal((422, "role-unknown"), await CodeAsync(server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "king" } }, anna)));
        Assert.Equal(404, (await server.PutAsync("/api/v1/accounts/nobody/roles", new { roles = new[] { "shop" } }, anna)).Status);
    }

    [Fact]
    public async Task The_administrator_lists_accounts_and_searches_the_trail()
    {
        await using var server = await PeopleServer.StartAsync();
        var admin = await server.AdministratorAsync();
        await server.PersonAsync("anna");
        await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = "wrong password" });
        await server.PostAsync("/api/v1/sessions", new { handle = "nobody", password = "wrong password" });
        await server.PutAsync("/api/v1/accounts/anna/roles", new { roles = new[] { "shop" } }, admin);
        await server.SettleAsync();

        var shops = await server.GetAsync("/api/v1/accounts?role=shop", admin);
        Assert.Equal("anna", (string?)Assert.Single(shops.Items)!["handle"]);
        var page = await server.GetAsync("/api/v1/accounts?limit=1", admin);
        Assert.Equal("anna", (string?)Assert.Single(page.Items)!["handle"]);
        Assert.Equal("admin", (string?)(await server.GetAsync($"/api/v1/accounts?limit=1&cursor={page.Text("nextCursor")}", admin)).Items.Single()!["handle"]);

        var trail = await server.GetAsync("/api/v1/audit?handle=anna", admin);
        Assert.Equal(["roles-changed", "sign-in-failed", "signed-in", "account-opened"], trail.Items.Select(item => (string?)item!["kind"]).Order(StringComparer.Ordinal).Reverse().Order(TrailOrder));
        var failed = (await server.GetAsync("/api/v1/audit?kind=sign-in-failed", admin)).Items.Single()!;
        Assert.Equal(("anna", "password", "127.0.0.0/24"), ((string?)failed["handle"], (string?)failed["detail"], (string?)failed["network"]));
        var strangers = (await server.GetAsync("/api/v1/audit?kind=unknown-handles", admin)).Items.Single()!;
        Assert.Equal((null, 1), ((string?)strangers["handle"], (int)strangers["count"]!));
        var roles = (await server.GetAsync("/api/v1/audit?kind=roles-changed&handle=anna", admin)).Items.Single()!;
        Assert.Equal(("admin", "member shop"), ((string?)roles["actor"], (string?)roles["detail"]));
    }

    private static Comparer<string?> TrailOrder => Comparer<string?>.Create((a, b) => string.CompareOrdinal(Rank(a), Rank(b)));

    private static string Rank(string? kind) => kind switch { "roles-changed" => "1", "sign-in-failed" => "2", "signed-in" => "3", _ => "4" };

    private static async Task<(int, string)> CodeAsync(Task<PeopleServer.Reply> sent)
    {
        var reply = await sent;
        return (reply.Status, reply.Code);
    }
}
