using System.Globalization;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class FirstStartTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task The_link_that_an_empty_store_prints_makes_one_administrator()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);
        using var stranger = new Api(server);
        var asked = Administrator(TokenOf(server));

        var made = await stranger.PostAsync("/api/v1/setup", asked);
        Assert.Equal("keeper", made.Expect(201)["handle"]!.GetValue<string>());
        var again = await stranger.PostAsync("/api/v1/setup", asked);
        Assert.Equal((409, "already-set-up"), (again.Status, again.Problem));

        using var keeper = await Api.SignInAsync(server, "keeper");
        var me = await keeper.GetAsync("/api/v1/me");
        Assert.Contains("administrator", me.Body!["roles"]!.AsArray().Select(role => role!.GetValue<string>()));
    }

    [Fact]
    public async Task A_made_up_token_makes_nobody()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);
        using var stranger = new Api(server);

        var refused = await stranger.PostAsync("/api/v1/setup", Administrator("made-up"));

        Assert.Equal((403, "setup-token-invalid"), (refused.Status, refused.Problem));
    }

    [Fact]
    public async Task Once_set_up_it_prints_no_link_any_more()
    {
        using var data = new TempFolder();
        await using (var first = await ServerProcess.StartAsync(data))
        {
            using var stranger = new Api(first);
            await stranger.PostAsync("/api/v1/setup", Administrator(TokenOf(first)));
        }

        await using var second = await ServerProcess.StartAsync(data);

        Assert.DoesNotContain(second.Said.Lines, line => line.Contains("/setup", StringComparison.Ordinal));
        using var keeper = await Api.SignInAsync(second, "keeper");
        Assert.Equal(200, (await keeper.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task The_first_page_offers_to_set_up_and_to_fill_with_the_demo_town()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--demo-password", Api.Password);
        var page = await NewPageAsync(server, Screen.Phone, script: false);

        await page.GotoAsync("/");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Set up" }).WaitForAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Fill with the demo town" }).ClickAsync();

        await page.GetByText(Api.Password).WaitForAsync();
        using var anna = await Api.SignInAsync(server, "anna");
        Assert.Equal(200, (await anna.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task A_town_that_came_by_the_button_can_be_paid_out_as_it_is()
    {
        using var data = new TempFolder();
        await using (var first = await ServerProcess.StartAsync(data, "--demo-password", Api.Password))
        {
            var page = await NewPageAsync(first, script: false);
            await page.GotoAsync("/");
            await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Fill with the demo town" }).ClickAsync();
            await page.GetByText(Api.Password).WaitForAsync();
        }

        await using var later = await ServerProcess.StartAsync(data, "--demo", "--clock", DateTimeOffset.UtcNow.AddMonths(4).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        using var manager = await Api.SignInAsync(later, "manager");
        var (period, payoutId) = await PaidOutAsync(manager);
        var file = await manager.GetAsync($"/api/v1/cashback/town-cashback/payouts/{payoutId}/pain001");
        var payoutPage = await manager.GetAsync($"/programme/periods/town-cashback/payouts/{payoutId}");
        var periodPage = await manager.GetAsync($"/programme/periods/town-cashback/{period}");

        Assert.Contains("<Nm>Town hall</Nm>", file.Text, StringComparison.Ordinal);
        Assert.Contains("Town hall, IT89 X054", payoutPage.Text, StringComparison.Ordinal);
        Assert.Contains(await RomanTimeOfAsync(manager, payoutId), payoutPage.Text, StringComparison.Ordinal);
        Assert.Contains("Carla Esposito", periodPage.Text, StringComparison.Ordinal); // She has given no account: the manager sees whom to ask.
    }

    [Fact]
    public async Task Who_comes_by_another_name_is_not_offered_the_demo_town()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "bank.example";

        var page = await (await client.SendAsync(request)).Content.ReadAsStringAsync();

        Assert.Contains("/setup", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/demo-town", page, StringComparison.Ordinal);
    }

    private static async Task<(string Period, string PayoutId)> PaidOutAsync(Api manager)
    {
        var programme = (await manager.GetAsync("/api/v1/cashback/programmes/town-cashback")).Body!;
        var period = programme["periods"]![0]!["period"]!.GetValue<string>();
        Assert.Equal(200, (await manager.PostAsync($"/api/v1/cashback/town-cashback/periods/{period}/close", new JsonObject(), "close")).Status);
        var payout = await manager.PostAsync($"/api/v1/cashback/town-cashback/periods/{period}/payouts", new JsonObject(), "pay");
        Assert.Equal(201, payout.Status);
        return (period, payout.Body!["payoutId"]!.GetValue<string>());
    }

    private static async Task<string> RomanTimeOfAsync(Api manager, string payoutId)
    {
        var at = (await manager.GetAsync($"/api/v1/cashback/town-cashback/payouts/{payoutId}")).Body!["at"]!.GetValue<DateTimeOffset>();
        return TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at, "Europe/Rome").ToString("', 'HH:mm", CultureInfo.InvariantCulture);
    }

    private static string TokenOf(ServerProcess server) =>
        server.Said.Lines.Single(line => line.Contains("/setup?token=", StringComparison.Ordinal)).Split("token=")[1];

    private static JsonObject Administrator(string token) =>
        new() { ["token"] = token, ["handle"] = "keeper", ["displayName"] = "The keeper", ["password"] = Api.Password };
}
