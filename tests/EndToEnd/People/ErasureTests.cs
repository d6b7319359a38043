using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.People;

/// <summary>
/// What is left of a person after an erasure, shown by reading every file of the data folder, the streams with all keys that there are, and a backup from before. And that there was
/// nothing to read in them before, either.
/// </summary>
public sealed class ErasureTests
{
    private const string Handle = "zephyrina.q";
    private const string Name = "Zephyrina Quattrocchi";
    private const string Holder = "Z. Quattrocchi Violetta";
    private const string Nickname = "Lilla Sparkasse";
    private const string BirthDate = "1985-12-10";
    private const string Iban = "IT60X0542811101000000123456";
    private static readonly string[] s_secrets = [Handle, Name, Holder, Nickname, BirthDate, Iban, Christmas.TaxId, "4111111111111111"];

    [Fact]
    public async Task After_an_erasure_nobody_can_read_the_person_anywhere_and_the_books_stay()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        var (backup, restored) = (Path.Combine(other, "backup"), Path.Combine(other, "restored"));
        string accountId, counted;
        await using (var server = await Christmas.StartAsync(data))
        {
            accountId = await LiveAsync(server);
            counted = await CountedAsync(server);
            Assert.Equal(0, (await ServerProcess.RunToolAsync("backup", backup, "--data", data, "--without-keys")).ExitCode);

            await EraseAsync(server);

            await AssertGoneAsync(server);
            Assert.Equal(counted, await CountedAsync(server));
        }

        AssertNowhere(data);
        AssertNowhere(backup);
        await AssertUnreadableAsync(data, accountId);
        await RestoreAsync(data, backup, restored);
        await AssertUnreadableAsync(restored, accountId);
        await using var old = await ServerProcess.StartAsync(restored, "--demo", "--clock", "2020-12-10T21:00:00+01:00");
        await ErasedAsync(old); // Once more, by itself.
        await AssertGoneAsync(old);
    }

    [Fact]
    public async Task Before_an_erasure_what_identifies_people_is_in_no_file_either_and_the_keys_open_it()
    {
        using var data = new TempFolder();
        string accountId;
        await using (var server = await Christmas.StartAsync(data)) accountId = await LiveAsync(server);

        AssertNowhere(data);
        var (_, account) = await ServerProcess.RunToolAsync("inspect", "account/" + accountId, "--data", data, "--reveal");
        var (_, participant) = await ServerProcess.RunToolAsync("inspect", $"participant/{Christmas.Programme}:{accountId}", "--data", data, "--reveal");

        Assert.Contains(Name, account, StringComparison.Ordinal);
        Assert.All([Holder, Nickname, BirthDate, Iban, Christmas.TaxId], secret => Assert.Contains(secret, participant, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_closes_their_account_changes_their_mind_and_closes_it_again()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        await LiveAsync(server);
        await CloseAsync(server);
        Assert.Equal(403, await SignInAsync(server));

        using (var stranger = new Api(server))
        {
            var kept = await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = Handle, ["password"] = Api.Password, ["keep"] = true });
            using var person = new Api(server, kept.Body!["token"]!.GetValue<string>());
            Assert.Single((await person.GetAsync($"/api/v1/cashback/{Christmas.Programme}/membership")).Body!["instruments"]!.AsArray());
            var export = await person.GetAsync("/api/v1/me/export");
            Assert.All([Handle, Name, Holder, Nickname, BirthDate, Iban, Christmas.TaxId, "trx-0001"], held => Assert.Contains(held, export.Text, StringComparison.Ordinal));
            Assert.DoesNotContain("4111111111111111", export.Text, StringComparison.Ordinal);
            Assert.Equal((429, "export-too-soon"), ((await person.GetAsync("/api/v1/me/export")).Status, (await person.GetAsync("/api/v1/me/export")).Problem));
        }

        var closesAt = await CloseAsync(server);
        var christmas = new Christmas(server);
        await christmas.MoveClockAsync(closesAt.AddMinutes(-1).ToString("O"));
        Assert.Equal(403, await SignInAsync(server));
        await christmas.MoveClockAsync(closesAt.AddMinutes(1).ToString("O"));
        await ErasedAsync(server);
        await AssertGoneAsync(server);
    }

    /// <summary>Somebody with a name, a card, an account and a purchase.</summary>
    private static async Task<string> LiveAsync(ServerProcess server)
    {
        using var stranger = new Api(server);
        var account = await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = Handle, ["displayName"] = Name, ["password"] = Api.Password, ["language"] = "en" }, "open");
        Assert.Equal(201, account.Status);
        await TakePartAsync(server, Handle);
        var christmas = new Christmas(server);
        await christmas.MoveClockAsync("2020-12-10T20:00:00+01:00");
        await christmas.HandInAsync("CSTAR.36081.TRNLOG.20201210.190000.001.csv", Christmas.Row(1, "2020-12-09T10:00:00.000+01:00", 2_310));
        return account.Body!["accountId"]!.GetValue<string>();
    }

    private static async Task TakePartAsync(ServerProcess server, string handle)
    {
        using var person = await Api.SignInAsync(server, handle);
        var programme = $"/api/v1/cashback/{Christmas.Programme}";
        Assert.Equal(200, (await person.PutAsync(programme + "/membership", new JsonObject { ["acceptTerms"] = true, ["birthDate"] = BirthDate, ["taxId"] = Christmas.TaxId })).Status);
        Assert.Equal(202, (await person.PostAsync(programme + "/instruments", new JsonObject { ["pan"] = Christmas.Card, ["expiry"] = "12/29", ["nickname"] = Nickname }, "card")).Status);
        Assert.Equal(200, (await person.PutAsync(programme + "/iban", new JsonObject { ["iban"] = Iban, ["holder"] = Holder })).Status);
    }

    /// <summary>What the manager sees of the file: amounts are nobody's personal data.</summary>
    private static async Task<string> CountedAsync(ServerProcess server)
    {
        using var manager = await Api.SignInAsync(server, "manager");
        return (await manager.GetAsync($"/api/v1/cashback/{Christmas.Programme}/files")).Text;
    }

    private static async Task<DateTimeOffset> CloseAsync(ServerProcess server)
    {
        using var person = await Api.SignInAsync(server, Handle);
        var closing = await person.PostAsync("/api/v1/me/closing", new JsonObject());
        Assert.Equal(200, closing.Status);
        Assert.Equal(401, (await person.GetAsync("/api/v1/me")).Status);
        return closing.Body!["closesAt"]!.GetValue<DateTimeOffset>();
    }

    private static async Task EraseAsync(ServerProcess server)
    {
        using var person = await Api.SignInAsync(server, Handle);
        using var admin = await Api.SignInAsync(server, "admin");
        Assert.Equal(422, (await admin.PostAsync($"/api/v1/accounts/{Handle}/erasure", new JsonObject { ["reason"] = "because" })).Status);
        Assert.Equal(200, (await admin.PostAsync($"/api/v1/accounts/{Handle}/erasure", new JsonObject { ["reason"] = "request" })).Status);
        Assert.Equal(401, (await person.GetAsync("/api/v1/me")).Status);
        await ErasedAsync(server);
    }

    /// <summary>Waits until the trail says so; then every module has been told.</summary>
    private static async Task ErasedAsync(ServerProcess server)
    {
        using var admin = await Api.SignInAsync(server, "admin");
        JsonArray entries;
        do entries = (await admin.GetAsync("/api/v1/audit?kind=account-erased")).Body!["items"]!.AsArray();
        while (entries.Count == 0);
        Assert.Null(Assert.Single(entries)!["handle"]);
    }

    /// <summary>Nobody can sign in, nobody is called so again, and the card and the tax id are free for whoever has them.</summary>
    private static async Task AssertGoneAsync(ServerProcess server)
    {
        Assert.Equal(401, await SignInAsync(server));
        using var stranger = new Api(server);
        var taken = await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = Handle, ["displayName"] = "Impostor", ["password"] = Api.Password }, "again");
        Assert.Equal("handle-taken", taken.Problem);
        using var henry = await Api.SignInAsync(server, "henry");
        var join = new JsonObject { ["acceptTerms"] = true, ["birthDate"] = BirthDate, ["taxId"] = Christmas.TaxId };
        while ((await henry.PutAsync($"/api/v1/cashback/{Christmas.Programme}/membership", join)).Status != 200)
        {
        }

        Assert.Equal(202, (await henry.PostAsync($"/api/v1/cashback/{Christmas.Programme}/instruments", new JsonObject { ["pan"] = Christmas.Card, ["expiry"] = "12/29" }, "card")).Status);
    }

    private static async Task<int> SignInAsync(ServerProcess server)
    {
        using var stranger = new Api(server);
        return (await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = Handle, ["password"] = Api.Password })).Status;
    }

    /// <summary>Journal, rows, views, logs beside them, keys: whatever file there is.</summary>
    private static void AssertNowhere(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, path => path.Contains("journal", StringComparison.Ordinal));
        foreach (var path in files)
        {
            var content = File.ReadAllBytes(path).AsSpan();
            foreach (var secret in s_secrets) Assert.True(content.IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{secret} is in {path}");
        }
    }

    private static async Task AssertUnreadableAsync(string folder, string accountId)
    {
        foreach (var stream in (string[])["account/" + accountId, $"participant/{Christmas.Programme}:{accountId}"])
        {
            var (code, shown) = await ServerProcess.RunToolAsync("inspect", stream, "--data", folder, "--reveal");
            Assert.Equal(0, code);
            Assert.Contains($"(erased: {accountId})", shown, StringComparison.Ordinal);
            Assert.All(s_secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
        }

        var (verified, found) = await ServerProcess.RunToolAsync("verify", folder);
        Assert.True(verified == 0, found);
    }

    /// <summary>The backup from before, with the keys and secrets of today: keys are kept apart, and for at most 30 days.</summary>
    private static async Task RestoreAsync(string data, string backup, string restored)
    {
        Assert.Equal(0, (await ServerProcess.RunToolAsync("restore", backup, "--data", restored)).ExitCode);
        foreach (var keys in Directory.GetFiles(data, "keys.db*")) File.Copy(keys, Path.Combine(restored, Path.GetFileName(keys)), overwrite: true);
        var secrets = Directory.CreateDirectory(Path.Combine(restored, "secrets")).FullName;
        foreach (var secret in Directory.EnumerateFiles(Path.Combine(data, "secrets"))) File.Copy(secret, Path.Combine(secrets, Path.GetFileName(secret)), overwrite: true);
    }
}
