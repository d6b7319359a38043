using System.Text.Json.Nodes;

namespace Mainstay.Tests.Unit.People;

/// <summary>Passkeys over the API, with an authenticator that can also do what is wrong.</summary>
public sealed class PasskeysApiTests
{
    [Fact]
    public async Task A_passkey_signs_in_without_saying_who_it_is_first()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);

        var session = await SignInAsync(server, phone);

        Assert.Equal(201, session.Status);
        Assert.Equal("anna", (await server.GetAsync("/api/v1/me", session.Text("token"))).Text("handle"));
        var listed = Assert.Single((await server.GetAsync("/api/v1/passkeys", session.Text("token"))).Items)!;
        Assert.Equal("My phone", (string)listed["name"]!);
        Assert.NotNull(listed["lastUsedAt"]);
    }

    [Fact]
    public async Task An_answer_signs_in_once()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        var question = await server.PostAsync("/api/v1/sessions/passkey/options", new { });
        var answer = new JsonObject { ["challenge"] = question.Text("challenge"), ["credential"] = phone.Get(question.Body!["options"]!) };

        Assert.Equal(201, (await server.PostAsync("/api/v1/sessions/passkey", answer)).Status);
        var again = await server.PostAsync("/api/v1/sessions/passkey", answer);

        Assert.Equal((401, "passkey-failed"), (again.Status, again.Code));
    }

    /// <summary>What a site between the person and this one would have them sign.</summary>
    [Fact]
    public async Task An_answer_from_another_origin_is_refused()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        phone.Origin = "http://localhost.evil.example";

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);
    }

    [Fact]
    public async Task An_origin_that_the_settings_name_is_ours()
    {
        await using var server = await PeopleServer.StartAsync("--People:Passkeys:Origins=https://town.example");
        using var phone = await RegisteredAsync(server);
        phone.Origin = "https://town.example";

        Assert.Equal(201, (await SignInAsync(server, phone)).Status);
    }

    [Fact]
    public async Task An_answer_for_another_domain_is_refused()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        phone.RpId = "evil.example";

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);
    }

    [Fact]
    public async Task A_device_that_did_not_verify_its_owner_is_refused()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        phone.IsUserVerified = false;

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);
    }

    [Fact]
    public async Task A_copied_authenticator_is_refused_and_it_is_written_down()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server, signCount: 3);
        phone.SignCount = 4;
        Assert.Equal(201, (await SignInAsync(server, phone)).Status);

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);

        await server.SettleAsync();
        var admin = await server.AdministratorAsync();
        var failed = (await server.GetAsync("/api/v1/audit?handle=anna&kind=sign-in-failed", admin)).Items;
        Assert.Equal("passkey", (string)Assert.Single(failed)!["detail"]!);
    }

    [Fact]
    public async Task A_passkey_of_one_account_opens_no_other()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        using var other = await RegisteredAsync(server, "berta");
        phone.UserHandle = other.UserHandle;

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);
    }

    [Fact]
    public async Task A_challenge_is_good_for_five_minutes_and_for_what_it_was_made_for()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        var question = await server.PostAsync("/api/v1/sessions/passkey/options", new { });
        var token = await server.TokenAsync("anna");
        var adding = await server.PostAsync("/api/v1/passkeys/options", new { }, token);
        var elsewhere = new JsonObject { ["challenge"] = adding.Text("challenge"), ["credential"] = phone.Get(adding.Body!["options"]!) };
        Assert.Equal("passkey-failed", (await server.PostAsync("/api/v1/sessions/passkey", elsewhere)).Code);

        server.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var late = new JsonObject { ["challenge"] = question.Text("challenge"), ["credential"] = phone.Get(question.Body!["options"]!) };
        Assert.Equal("passkey-failed", (await server.PostAsync("/api/v1/sessions/passkey", late)).Code);
    }

    [Fact]
    public async Task A_removed_passkey_signs_in_no_more()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        var token = await server.TokenAsync("anna");
        var id = (string)(await server.GetAsync("/api/v1/passkeys", token)).Items[0]!["passkeyId"]!;

        Assert.Equal(204, (await server.DeleteAsync($"/api/v1/passkeys/{id}", token)).Status);

        Assert.Equal("passkey-failed", (await SignInAsync(server, phone)).Code);
        Assert.Equal(404, (await server.DeleteAsync($"/api/v1/passkeys/{id}", token)).Status);
    }

    [Fact]
    public async Task Adding_and_removing_want_a_fresh_proof_and_naming_does_not()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        var token = await server.TokenAsync("anna");
        var id = (string)(await server.GetAsync("/api/v1/passkeys", token)).Items[0]!["passkeyId"]!;
        server.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("proof-needed", (await server.PostAsync("/api/v1/passkeys/options", new { }, token)).Code);
        Assert.Equal("proof-needed", (await server.DeleteAsync($"/api/v1/passkeys/{id}", token)).Code);
        Assert.Equal(204, (await server.PutAsync($"/api/v1/passkeys/{id}", new { name = "Old phone" }, token)).Status);
        Assert.Equal("password-wrong", (await server.PostAsync("/api/v1/me/proof", new { password = "something else" }, token)).Code);
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(204, (await server.PostAsync("/api/v1/me/proof", new { password = "vetro lampo blu" }, token)).Status);
        Assert.Equal(204, (await server.DeleteAsync($"/api/v1/passkeys/{id}", token)).Status);
    }

    [Fact]
    public async Task Nonsense_is_refused_and_adds_nothing()
    {
        await using var server = await PeopleServer.StartAsync();
        var (token, _) = await server.PersonAsync("anna");
        using var phone = new SoftAuthenticator(OriginOf(server));
        var question = await server.PostAsync("/api/v1/passkeys/options", new { }, token);
        var made = phone.Create(question.Body!["options"]!);
        made["response"]!["attestationObject"] = "oWNmbXQ";

        var refused = await server.PostAsync("/api/v1/passkeys", new JsonObject { ["challenge"] = question.Text("challenge"), ["credential"] = made, ["name"] = "x" }, token);

        Assert.Equal((422, "passkey-failed"), (refused.Status, refused.Code));
        Assert.Equal("passkey-failed", (await server.PostAsync("/api/v1/sessions/passkey", new JsonObject { ["challenge"] = "x", ["credential"] = "y" })).Code);
        Assert.Empty((await server.GetAsync("/api/v1/passkeys", token)).Items);
    }

    [Fact]
    public async Task Too_many_answers_for_an_account_have_to_wait()
    {
        await using var server = await PeopleServer.StartAsync();
        using var phone = await RegisteredAsync(server);
        phone.IsUserVerified = false;
        var codes = new List<string>();
        for (var i = 0; i < 12; i++) codes.Add((await SignInAsync(server, phone)).Code);

        Assert.Contains("too-many-attempts", codes);
    }

    private static string OriginOf(PeopleServer server) => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static async Task<SoftAuthenticator> RegisteredAsync(PeopleServer server, string handle = "anna", uint signCount = 0)
    {
        var (token, _) = await server.PersonAsync(handle);
        var phone = new SoftAuthenticator(OriginOf(server)) { SignCount = signCount };
        var question = await server.PostAsync("/api/v1/passkeys/options", new { }, token);
        var made = new JsonObject { ["challenge"] = question.Text("challenge"), ["credential"] = phone.Create(question.Body!["options"]!), ["name"] = "My phone" };
        var added = await server.PostAsync("/api/v1/passkeys", made, token);
        Assert.Equal(201, added.Status);
        return phone;
    }

    private static async Task<PeopleServer.Reply> SignInAsync(PeopleServer server, SoftAuthenticator phone)
    {
        var question = await server.PostAsync("/api/v1/sessions/passkey/options", new { });
        return await server.PostAsync("/api/v1/sessions/passkey", new JsonObject { ["challenge"] = question.Text("challenge"), ["credential"] = phone.Get(question.Body!["options"]!) });
    }
}
