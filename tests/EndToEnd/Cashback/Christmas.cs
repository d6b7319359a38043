using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A server on the morning of 8 December 2020, the first day of the State Cashback, and what comes to it.</summary>
internal sealed class Christmas(ServerProcess server)
{
    public const string Programme = "state-cashback-2020";
    public const string Card = "4111 1111 1111 1111";
    public const string TaxId = "RSSMRA85T10A562S";
    public const string Iban = "IT60 X054 2811 1010 0000 0123 456";

    public static Task<ServerProcess> StartAsync(string dataFolder) => ServerProcess.StartAsync(
        dataFolder, "--demo", "--demo-password", Api.Password, "--clock", "2020-12-08T08:00:00+01:00",
        "--Banking:Debtor:Name=Ministero dell'economia", "--Banking:Debtor:Iban=IT60X0542811101000000123456");

    /// <summary>Opens pages for somebody, as if they had signed in on this browser.</summary>
    public Task SignInAsync(IPage page, string handle) => PageTest.SignInAsync(server, page, handle);

    /// <summary>Opens pages for a manager who reads English, as the town's own does not.</summary>
    public async Task SignInManagerAsync(IPage page)
    {
        using var admin = await Api.SignInAsync(server, "admin");
        Assert.Equal(200, (await admin.PutAsync("/api/v1/accounts/henry/roles", new JsonObject { ["roles"] = new JsonArray("member", "manager") })).Status);
        await SignInAsync(page, "henry");
    }

    public async Task MoveClockAsync(string now)
    {
        using var admin = await Api.SignInAsync(server, "admin");
        Assert.Equal(200, (await admin.PostAsync("/api/v1/demo/clock", new JsonObject { ["now"] = now })).Status);
    }

    /// <summary>Somebody who has joined, with <see cref="Card"/> and an account.</summary>
    public async Task TakePartAsync(string handle)
    {
        using var person = await Api.SignInAsync(server, handle);
        var joined = await person.PutAsync($"/api/v1/cashback/{Programme}/membership", new JsonObject { ["acceptTerms"] = true, ["birthDate"] = "1985-12-10", ["taxId"] = TaxId });
        Assert.Equal(200, joined.Status);
        var card = await person.PostAsync($"/api/v1/cashback/{Programme}/instruments", new JsonObject { ["pan"] = Card, ["expiry"] = "12/29", ["nickname"] = "Family card" }, "card-1");
        Assert.Equal(202, card.Status);
        Assert.Equal(200, (await person.PutAsync($"/api/v1/cashback/{Programme}/iban", new JsonObject { ["iban"] = Iban, ["holder"] = "Anna Bianchi" })).Status);
    }

    /// <summary>Hands a file in and waits until every row has its outcome.</summary>
    public async Task HandInAsync(string name, string content)
    {
        using var manager = await Api.SignInAsync(server, "manager");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cashback/{Programme}/files?name={name}") { Content = new StringContent(content, Encoding.UTF8, "text/csv") };
        var taken = await manager.SendAsync(request);
        Assert.Equal(202, taken.Status);
        var path = $"/api/v1/cashback/{Programme}/files/{taken.Body!["fileId"]!.GetValue<string>()}";
        while ((await manager.GetAsync(path)).Body!["state"]!.GetValue<string>() != "done")
        {
        }
    }

    /// <summary>A row of an acquirer's file in its 19 columns: a purchase with <see cref="Card"/>, unless told otherwise.</summary>
    public static string Row(int number, string at, long amountMinor, string posType = "00", string card = "4111111111111111", string currency = "978") => string.Create(
        CultureInfo.InvariantCulture, $"36081;00;01;{card};{at};trx-{number:D4};{number:D6};;{amountMinor};{currency};09509;400000080205;80205005;41111111;5411;MRCTWN00A01H501X;;{posType};\n");
}
