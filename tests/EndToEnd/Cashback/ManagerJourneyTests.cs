using System.Text;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A manager takes a file in, looks at its rows, closes the period and pays it out.</summary>
public sealed class ManagerJourneyTests(Browser browser) : PageTest(browser)
{
    private const string FileName = "CSTAR.36081.TRNLOG.20201231.190000.001.csv";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_an_acquirers_file_to_the_file_for_the_bank(bool script)
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var christmas = new Christmas(server);
        await christmas.TakePartAsync("anna");
        await christmas.MoveClockAsync("2020-12-31T20:00:00+01:00");
        var page = await NewPageAsync(server, Screen.Desktop, script: script);
        await christmas.SignInManagerAsync(page);

        await SendFileAsync(page);
        await page.GetByRole(AriaRole.Heading, new() { Name = FileName }).WaitForAsync();
        await WaitForRowsAsync(page, script);
        await LookAtRowsAsync(page);

        await christmas.MoveClockAsync("2021-01-11T08:00:00+01:00");
        await page.GotoAsync($"/programme/periods/{Christmas.Programme}/2020-christmas");
        await page.Locator(".figure", new() { HasText = "€24.00" }).WaitForAsync();
        await ConfirmAsync(page, "Close Christmas 2020", script);
        await page.GetByText("Christmas 2020 is closed: €24.00 due to 1 person.").WaitForAsync();

        await ConfirmAsync(page, "Create payout", script);
        await page.GetByText("1 payment order written, €24.00 in all.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Payout of ") }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download pain.001.001.09" }).ClickAsync());
        var file = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", file, StringComparison.Ordinal);
        Assert.Contains(">24.00<", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_taken_is_refused_at_the_field_and_nothing_is_taken()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        var christmas = new Christmas(server);
        var page = await NewPageAsync(server, Screen.Phone);
        await christmas.SignInManagerAsync(page);
        await page.GotoAsync($"/programme/intake/{Christmas.Programme}/send");

        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "purchases.csv", MimeType = "text/csv", Buffer = "a;b\n"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send file" }).ClickAsync();
        await page.GetByText("“purchases.csv” is not the name of an acquirer file.").First.WaitForAsync();

        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = FileName.Replace("36081", "99999", StringComparison.Ordinal), MimeType = "text/csv", Buffer = Purchases() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send file" }).ClickAsync();
        await page.GetByText("Row 1 comes from another sender than the name says.").First.WaitForAsync();
        ForgiveComplaints(); // The browser notes the two forms that were answered 422.
    }

    [Fact]
    public async Task A_form_that_does_not_come_from_our_pages_sends_no_file()
    {
        using var data = new TempFolder();
        await using var server = await Christmas.StartAsync(data);
        using var stranger = new Api(server);
        var session = await stranger.PostAsync("/api/v1/sessions", new System.Text.Json.Nodes.JsonObject { ["handle"] = "manager", ["password"] = Api.Password });
        using var content = new MultipartFormDataContent { { new StringContent("made-up"), "_token" }, { new ByteArrayContent(Purchases()), "file", FileName } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/programme/intake/{Christmas.Programme}/send") { Content = content };
        request.Headers.Add("Cookie", "mainstay=" + session.Body!["token"]!.GetValue<string>());

        var answer = await stranger.SendAsync(request);

        Assert.Equal(403, answer.Status);
        using var manager = await Api.SignInAsync(server, "manager");
        Assert.Empty((await manager.GetAsync($"/api/v1/cashback/{Christmas.Programme}/files")).Body!["items"]!.AsArray());
    }

    private static async Task SendFileAsync(IPage page)
    {
        await page.GotoAsync($"/programme/intake/{Christmas.Programme}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Send file" }).ClickAsync();
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = FileName, MimeType = "text/csv", Buffer = Purchases() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send file" }).ClickAsync();
    }

    // With script the page says by itself that the file is done; the rows below are those of the moment in which it was loaded.
    private static async Task WaitForRowsAsync(IPage page, bool script)
    {
        var done = page.Locator(".part-head", new() { HasText = FileName }).GetByText("done");
        if (script) await done.WaitForAsync();
        for (var deadline = DateTime.UtcNow.AddSeconds(60); await done.CountAsync() == 0 && DateTime.UtcNow < deadline;) await page.ReloadAsync();
        await page.ReloadAsync();
    }

    private static async Task LookAtRowsAsync(IPage page)
    {
        await page.GetByText("Column 10, currency: another currency than the programme’s.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not counted 1" }).ClickAsync();
        await page.GetByText("Its kind of purchase is refused, such as online.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All", Exact = true }).ClickAsync();
        await page.GetByLabel("Row number or transaction").FillAsync("trx-0007");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    private static async Task ConfirmAsync(IPage page, string verb, bool script)
    {
        await page.Locator("summary", new() { HasText = verb }).ClickAsync();
        var sheet = script ? page.GetByRole(AriaRole.Dialog) : page.GetByRole(AriaRole.Group).Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = verb }) }).Last;
        await sheet.GetByRole(AriaRole.Button, new() { Name = verb }).ClickAsync();
    }

    // Twelve that count, one online, one in another currency, and one of a card that nobody has enrolled.
    private static byte[] Purchases()
    {
        var file = new StringBuilder();
        for (var number = 1; number <= 12; number++) file.Append(Christmas.Row(number, $"2020-12-{number + 10}T10:00:00.000+01:00", 2_000));
        file.Append(Christmas.Row(13, "2020-12-23T11:00:00.000+01:00", 3_000, posType: "01"));
        file.Append(Christmas.Row(14, "2020-12-23T12:00:00.000+01:00", 3_000, currency: "840"));
        file.Append(Christmas.Row(15, "2020-12-23T13:00:00.000+01:00", 3_000, card: "5500005555555559"));
        return Encoding.UTF8.GetBytes(file.ToString());
    }
}
