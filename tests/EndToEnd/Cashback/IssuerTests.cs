using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>Registering a card never waits for the bank, and nobody is lost while the bank is in trouble, or the server.</summary>
public sealed class IssuerTests(Browser browser) : PageTest(browser)
{
    private const string Confirmed = """{"result":"confirmed"}""";
    private const string Intake = "/programme/intake/" + Christmas.Programme;
    private const string Blocked = """{"result":"refused","reason":"card-blocked"}""";

    [Fact]
    public async Task A_card_is_received_while_the_bank_is_down_and_answered_about_after_both_were()
    {
        using var data = new TempFolder();
        using var issuer = new Issuer(_ => null);
        var server = await StartAsync(data, issuer);
        using (var programme = new Programme(server))
        {
            await programme.JoinAsync("anna", "RSSMRA85T10A562S");
            await programme.JoinAsync("bruno", "MRTMTT91D08F205J");
            var anna = (await programme.AddCardAsync("anna", Programme.Card, "a")).Expect(202);
            await programme.AddCardAsync("bruno", Programme.OtherCard, "b");
            Assert.Equal(("received", "2020-12-08"), (anna["state"]!.GetValue<string>(), anna["activatedOn"]!.GetValue<string>()));
            await issuer.Asked.WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal("received", await StateAsync(programme, "anna"));
            await server.KillAsync();
        }

        issuer.From(question => question["lastFour"]!.GetValue<string>() == "1111" ? Blocked : Confirmed);
        await using var again = await StartAsync(data, issuer);
        using var later = new Programme(again);
        await UntilAsync(later, "bruno", "confirmed");
        await UntilAsync(later, "anna", "refused");
        var card = (await (await later.AsAsync("anna")).GetAsync($"{Programme.Path}/instruments")).Body!["items"]![0]!;
        Assert.Equal(("card-blocked", "2020-12-08"), (card["reason"]!.GetValue<string>(), card["deactivatedOn"]!.GetValue<string>()));

        // Refused to one, it is free for another.
        issuer.From(_ => Confirmed);
        Assert.Equal(202, (await later.AddCardAsync("bruno", Programme.Card, "c")).Status);
    }

    [Fact]
    public async Task The_page_follows_the_banks_answer_and_says_what_to_do()
    {
        using var data = new TempFolder();
        using var issuer = new Issuer(_ => null);
        await using var server = await StartAsync(data, issuer);
        using var programme = new Programme(server);
        await programme.JoinAsync("anna", "RSSMRA85T10A562S");
        await programme.AddCardAsync("anna", Programme.Card, "a");
        var page = await NewPageAsync(server, Screen.Phone);
        await new Christmas(server).SignInAsync(page, "anna");

        await page.GotoAsync($"/cards/{Christmas.Programme}");
        await page.GetByText("The bank that issued this card is asked to confirm it.").WaitForAsync();
        await page.GetByText("Purchases count from tomorrow, 9 December, 00:00.").WaitForAsync();

        issuer.From(_ => Blocked);
        await page.GetByText("The bank has blocked this card").WaitForAsync();
        await page.GetByText("Ask your bank why.").WaitForAsync();
    }

    [Fact]
    public async Task A_manager_sees_how_many_cards_wait_since_when_and_when_the_bank_answered_last()
    {
        using var data = new TempFolder();
        using var issuer = new Issuer(_ => null);
        await using var server = await StartAsync(data, issuer);
        using var programme = new Programme(server);
        var page = await NewPageAsync(server, Screen.Desktop);
        await new Christmas(server).SignInManagerAsync(page);
        await page.GotoAsync(Intake);
        await page.GetByText("No card waits for its issuer’s answer.").WaitForAsync();

        await programme.JoinAsync("anna", "RSSMRA85T10A562S");
        await programme.AddCardAsync("anna", Programme.Card, "a");
        await page.GetByText("1 card waits for its issuer’s answer").WaitForAsync();
        await page.GetByText("The first of them since 8 December 2020, 09:").WaitForAsync();

        var home = await page.Context.NewPageAsync();
        await home.GotoAsync("/");
        await home.GetByText("1 card waits for its issuer’s answer").ClickAsync();
        await home.WaitForURLAsync("**" + Intake);

        issuer.From(_ => Confirmed);
        await page.GetByText("No card waits for its issuer’s answer. Last answer: 8 December 2020, 09:").WaitForAsync();
    }

    [Fact]
    public async Task Where_no_bank_is_asked_a_manager_reads_nothing_of_it()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var page = await NewPageAsync(server, Screen.Desktop);
        await new Christmas(server).SignInManagerAsync(page);
        await page.GotoAsync("/");
        Assert.Equal(0, await page.GetByText("issuer").CountAsync());
        await page.GotoAsync(Intake);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Intake" }).WaitForAsync();
        Assert.Equal((0, 0), (await page.Locator("[data-live]").CountAsync(), await page.GetByText("issuer").CountAsync()));
    }

    private static Task<ServerProcess> StartAsync(TempFolder data, Issuer issuer) => ServerProcess.StartAsync(
        data, "--demo", "--demo-password", Api.Password, "--clock", "2020-12-08T09:00:00+01:00", "--Cashback:IssuerCheck:Kind=http", "--Cashback:IssuerCheck:Url=" + issuer.Address);

    private static async Task<string> StateAsync(Programme programme, string handle) =>
        (await (await programme.AsAsync(handle)).GetAsync($"{Programme.Path}/instruments")).Body!["items"]![0]!["state"]!.GetValue<string>();

    private static async Task UntilAsync(Programme programme, string handle, string state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await StateAsync(programme, handle) != state) patience.Token.ThrowIfCancellationRequested();
    }
}
