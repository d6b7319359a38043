using System.Net;
using System.Net.Http.Headers;

namespace Mainstay.Tests.Unit.People;

/// <summary>Signing in, sessions, passwords and ways back in, over HTTP.</summary>
public sealed class SessionsApiTests
{
    private const string Password = "vetro lampo blu";
    private const string NewPassword = "nuvola di marzo";

    [Fact]
    public async Task A_token_says_who_one_is()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, account) = await server.PersonAsync("anna");
        var me = await server.GetAsync("/api/v1/me", token);
        Assert.Equal((account.Text("accountId"), "anna", "ANNA", "it"), (me.Text("accountId"), me.Text("handle"), me.Text("displayName"), me.Text("language")));
        Assert.Equal(["member"], me.Texts("roles"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Without_a_good_token_one_is_nobody(string? token)
    {
        await using var server = await PeopleServer.StartAsync();
        var reply = await server.GetAsync("/api/v1/me", token);
        Assert.Equal((401, "not-signed-in"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_handle_get_the_same_answer()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        var wrong = await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = NewPassword });
        var unknown = await server.PostAsync("/api/v1/sessions", new { handle = "nobody", password = NewPassword });
        var invalid = await server.PostAsync("/api/v1/sessions", new { handle = "!", password = new string('x', 10_000) });
        Assert.Equal((401, "sign-in-failed"), (wrong.Status, wrong.Code));
        Assert.Equal(wrong.Body!.ToJsonString(), unknown.Body!.ToJsonString());
        Assert.Equal(wrong.Body!.ToJsonString(), invalid.Body!.ToJsonString());
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_the_owner_comes_in_after_the_wait()
    {
        await using var server = await PeopleServer.StartAsync();
        await server.PersonAsync("anna");
        for (var i = 0; i < 5; i++) Assert.Equal(401, (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = $"wrong {i}" })).Status);
        var refused = await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password });
        Assert.Equal((429, "too-many-attempts", "1"), (refused.Status, refused.Code, refused.Headers["Retry-After"]));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password })).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_and_an_ended_token_is_worth_nothing()
    {
        await using var server = await PeopleServer.StartAsync();
        var (here, _) = await server.PersonAsync("anna");
        var there = (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password, label = "Phone" })).Text("token");
        var listed = (await server.GetAsync("/api/v1/sessions", here)).Items;
        Assert.Equal(2, listed.Count);
        var other = listed.Single(item => !(bool)item!["current"]!)!;
        Assert.Equal("Phone", (string?)other["label"]);
        Assert.Equal(204, (await server.DeleteAsync($"/api/v1/sessions/{other["sessionId"]}", here)).Status);
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", there)).Status);
        Assert.Equal(404, (await server.DeleteAsync($"/api/v1/sessions/{other["sessionId"]}", here)).Status);
        Assert.Equal(204, (await server.DeleteAsync("/api/v1/sessions/current", here)).Status);
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", here)).Status);
    }

    [Fact]
    public async Task Nobody_ends_anothers_session()
    {
        await using var server = await PeopleServer.StartAsync();
        var (anna, _) = await server.PersonAsync("anna");
        var (bruno, _) = await server.PersonAsync("bruno");
        var session = (string)(await server.GetAsync("/api/v1/sessions", anna)).Items.Single()!["sessionId"]!;
        Assert.Equal(404, (await server.DeleteAsync($"/api/v1/sessions/{session}", bruno)).Status);
        Assert.Equal(200, (await server.GetAsync("/api/v1/me", anna)).Status);
    }

    [Fact]
    public async Task A_session_ends_when_idle_and_at_its_expiry_and_use_keeps_it_alive()
    {
        await using var server = await PeopleServer.StartAsync();
        var (used, _) = await server.PersonAsync("anna");
        var idle = await server.TokenAsync("anna");
        for (var day = 0; day < 175; day += 25)
        {
            server.Clock.Advance(TimeSpan.FromDays(25));
            Assert.Equal(200, (await server.GetAsync("/api/v1/me", used)).Status);
        }
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", idle)).Status);
        server.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", used)).Status);
    }

    [Fact]
    public async Task Changing_the_password_asks_for_it_and_ends_all_other_sessions()
    {
        await using var server = await PeopleServer.StartAsync();
        var (here, _) = await server.PersonAsync("anna");
        var there = await server.TokenAsync("anna");
        var wrong = await server.PutAsync("/api/v1/me/password", new { password = "wrong", newPassword = NewPassword }, here);
        Assert.Equal((422, "password-wrong"), (wrong.Status, wrong.Code));
        Assert.Equal(204, (await server.PutAsync("/api/v1/me/password", new { password = Password, newPassword = NewPassword }, here)).Status);
        Assert.Equal(200, (await server.GetAsync("/api/v1/me", here)).Status);
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", there)).Status);
        Assert.Equal(401, (await server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password })).Status);
        await server.TokenAsync("anna", NewPassword);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once_with_a_new_password()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, account) = await server.PersonAsync("anna");
        var code = account.Texts("recoveryCodes")[3];
        var weak = await server.PostAsync("/api/v1/recovery", new { handle = "anna", code, newPassword = "password" });
        Assert.Equal((422, "password-too-common"), (weak.Status, weak.Code));
        var recovered = await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = code.ToUpperInvariant(), newPassword = NewPassword });
        Assert.Equal(201, recovered.Status);
        Assert.Equal(200, (await server.GetAsync("/api/v1/me", recovered.Text("token"))).Status);
        Assert.Equal(401, (await server.GetAsync("/api/v1/me", token)).Status);
        var again = await server.PostAsync("/api/v1/recovery", new { handle = "anna", code, newPassword = NewPassword });
        var nobody = await server.PostAsync("/api/v1/recovery", new { handle = "nobody", code, newPassword = NewPassword });
        Assert.Equal((401, "recovery-failed"), (again.Status, again.Code));
        Assert.Equal(again.Body!.ToJsonString(), nobody.Body!.ToJsonString());
    }

    [Fact]
    public async Task New_recovery_codes_are_the_same_for_the_same_key_and_end_the_old_ones()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, account) = await server.PersonAsync("anna");
        var renewed = await server.PostAsync("/api/v1/me/recovery-codes", new { password = Password }, token, key: "renew");
        var again = await server.PostAsync("/api/v1/me/recovery-codes", new { password = Password }, token, key: "renew");
        Assert.Equal(201, renewed.Status);
        Assert.Equal(renewed.Texts("recoveryCodes"), again.Texts("recoveryCodes"));
        Assert.Empty(renewed.Texts("recoveryCodes").Intersect(account.Texts("recoveryCodes")));
        Assert.Equal(401, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = account.Texts("recoveryCodes")[0], newPassword = NewPassword })).Status);
        Assert.Equal(201, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = renewed.Texts("recoveryCodes")[0], newPassword = NewPassword })).Status);
    }

    [Fact]
    public async Task An_administrators_reset_works_once_within_ten_minutes_and_is_in_the_trail()
    {
        await using var server = await PeopleServer.StartAsync();
        var admin = await server.AdministratorAsync();
        var (anna, _) = await server.PersonAsync("anna");
        Assert.Equal(403, (await server.PostAsync("/api/v1/accounts/admin/resets", new { }, anna)).Status);
        var late = await server.PostAsync("/api/v1/accounts/anna/resets", new { }, admin);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(401, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = late.Text("code"), newPassword = NewPassword })).Status);
        var reset = await server.PostAsync("/api/v1/accounts/anna/resets", new { }, admin);
        Assert.Equal(201, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = reset.Text("code"), newPassword = NewPassword })).Status);
        Assert.Equal(401, (await server.PostAsync("/api/v1/recovery", new { handle = "anna", code = reset.Text("code"), newPassword = NewPassword })).Status);
        await server.SettleAsync();
        var trail = await server.GetAsync("/api/v1/audit?handle=anna&kind=reset-issued", admin);
        Assert.Equal(["admin", "admin"], trail.Items.Select(item => (string?)item!["actor"]));
    }

    [Fact]
    public async Task A_profile_is_changed_at_once()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, _) = await server.PersonAsync("anna");
        Assert.Equal(200, (await server.PutAsync("/api/v1/me", new { displayName = " Anna R. ", language = "fr" }, token)).Status);
        var me = await server.GetAsync("/api/v1/me", token);
        Assert.Equal(("Anna R.", "fr"), (me.Text("displayName"), me.Text("language")));
        Assert.Equal(422, (await server.PutAsync("/api/v1/me", new { displayName = "Anna", language = "de" }, token)).Status);
    }

    [Fact]
    public async Task A_full_queue_answers_busy_and_costs_no_try()
    {
        await using var server = await PeopleServer.StartAsync("--People:HashQueueLength=1");
        await server.PersonAsync("anna");
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.PostAsync("/api/v1/sessions", new { handle = "anna", password = Password })));
        var busy = replies.Where(reply => reply.Status == 503).ToList();
        Assert.NotEmpty(busy);
        Assert.All(busy, reply => Assert.Equal("busy", reply.Code));
        Assert.All(busy, reply => Assert.True(int.Parse(reply.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1));
        Assert.Contains(replies, reply => reply.Status == 201);
        Assert.DoesNotContain(replies, reply => reply.Status == 429);
        await server.TokenAsync("anna");
    }

    [Fact]
    public async Task A_cookie_needs_proof_that_the_call_comes_from_a_page()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, _) = await server.PersonAsync("anna");
        using var forged = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/sessions");
        forged.Headers.Add("Cookie", "mainstay=" + token);
        using var refused = await server.Http.SendAsync(forged);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var read = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        read.Headers.Add("Cookie", "mainstay=" + token);
        using var allowed = await server.Http.SendAsync(read);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using var bearer = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/sessions") { Headers = { Authorization = new AuthenticationHeaderValue("bearer", token) } };
        using var done = await server.Http.SendAsync(bearer);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }
}
