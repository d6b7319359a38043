using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A person joins, adds a card, gives an account and sees what became of their purchases; all of it without script, on a phone.</summary>
public sealed class PersonJourneyTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task A_person_joins_adds_a_card_gives_an_iban_and_is_told_from_when_purchases_count()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var christmas = new Christmas(server);
        var page = await NewPageAsync(server, Screen.Phone, script: false);
        await christmas.SignInAsync(page, "anna");

        await page.GotoAsync($"/cashback/{Christmas.Programme}");
        await page.GetByText("tomorrow, 9 December, 00:00").First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Join", Exact = true }).ClickAsync();

        await page.GetByLabel("Date of birth").FillAsync("1985-12-10");
        await page.GetByLabel("Italian tax code").FillAsync("RSSMRA85T10A562X");
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await page.GetByText("2 things to put right").WaitForAsync();
        Assert.Equal("true", await page.GetByLabel("Italian tax code").GetAttributeAsync("aria-invalid"));
        await page.GetByLabel("Italian tax code").FillAsync(Christmas.TaxId);
        await page.GetByLabel("I accept the terms").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "Add a card" }).WaitForAsync();
        await page.GetByLabel("Card number").FillAsync("4111 1111 1111 1112");
        await page.GetByLabel("Valid until").FillAsync("1229");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add card" }).ClickAsync();
        await page.GetByText("a digit is wrong or missing").First.WaitForAsync();
        Assert.DoesNotContain("1111 1112", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("12/29", await page.GetByLabel("Valid until").InputValueAsync());
        await page.GetByLabel("Card number").FillAsync(Christmas.Card);
        await page.GetByLabel("What you call it").FillAsync("Family card");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add card" }).ClickAsync();
        await page.GetByText("Purchases with it count from tomorrow, 9 December, 00:00.").WaitForAsync();

        await page.GetByLabel("IBAN", new() { Exact = true }).FillAsync("it60 x054 2811 1010 0000 0123 456");
        await page.GetByLabel("Account holder").FillAsync("Anna Bianchi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save IBAN" }).ClickAsync();

        await page.GetByText("IT60 •••• 3456").WaitForAsync();
        await page.GetByText("Visa ·· 1111").WaitForAsync();
        Assert.DoesNotContain("4111", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("0542811101", await page.ContentAsync(), StringComparison.Ordinal);
        ForgiveComplaints(); // The browser notes the two forms that were answered 422.
    }

    [Fact]
    public async Task Every_purchase_says_whether_it_counts_and_if_not_why()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var christmas = new Christmas(server);
        await christmas.TakePartAsync("anna");
        await christmas.MoveClockAsync("2020-12-10T20:00:00+01:00");
        await christmas.HandInAsync("CSTAR.36081.TRNLOG.20201210.190000.001.csv", string.Concat(
            Christmas.Row(1, "2020-12-08T18:00:00.000+01:00", 4_000), Christmas.Row(2, "2020-12-09T10:00:00.000+01:00", 2_310),
            Christmas.Row(3, "2020-12-09T23:30:00.000+00:00", 20_000), Christmas.Row(4, "2020-12-10T09:00:00.000+01:00", 5_000, posType: "01")));
        var page = await NewPageAsync(server, Screen.Phone, script: false);
        await christmas.SignInAsync(page, "anna");

        await page.GotoAsync($"/cashback/{Christmas.Programme}");

        await page.GetByText("2 of 10 purchases").First.WaitForAsync();
        await page.GetByText("€17.31 of €150.00").First.WaitForAsync();
        await page.GetByText("21 days left.").WaitForAsync();
        await page.GetByText("Paid before this card counted: it counts from 9 December 2020.").WaitForAsync();
        await page.GetByText("Online purchases do not, even from a shop you also visit.").First.WaitForAsync();

        // Half past midnight in Rome is the tenth, whatever offset the file wrote.
        await page.GetByRole(AriaRole.List, new() { Name = "Thursday 10 December" }).GetByText("€200.00").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not counted 2" }).ClickAsync();
        Assert.Equal(0, await page.GetByText("€200.00").CountAsync());
    }

    [Fact]
    public async Task A_removed_card_says_what_still_counts_and_asks_first()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var christmas = new Christmas(server);
        await christmas.TakePartAsync("anna");
        var page = await NewPageAsync(server, Screen.Phone);
        await christmas.SignInAsync(page, "anna");

        await page.GotoAsync($"/cards/{Christmas.Programme}");
        await page.GetByText("Remove card").First.ClickAsync();
        var sheet = page.GetByRole(AriaRole.Dialog);
        await sheet.GetByText("Remove Family card?").WaitForAsync();
        await sheet.GetByText("tomorrow, 9 December, 00:00").WaitForAsync();
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Remove card" }).ClickAsync();

        await page.GetByText("Family card is removed. Purchases of today still count").WaitForAsync();
        await page.GetByText("No card yet").WaitForAsync();
        await page.GetByText("1 removed card").WaitForAsync();
    }
}
