using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>An owner looks at the feeder, feeds, and changes what it gives; the feeder is the town's, which is the program of a real one.</summary>
public sealed class OwnerJourneyTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{
    [Fact]
    public async Task An_owner_feeds_now_and_sees_it_given_without_loading_the_page_again()
    {
        var page = await SignInAsync(Screen.Phone);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Kitchen" }).ClickAsync();
        await page.GetByText("Online").First.WaitForAsync();
        await AssertFitsAsync(page);

        await page.GetByText("Feed now").First.ClickAsync();
        await page.GetByLabel("Portions").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Feed now" }).ClickAsync();

        await page.GetByText("2 portions").First.WaitForAsync();
        await page.GetByText("Fed from here").First.WaitForAsync();
    }

    [Fact]
    public async Task An_owner_adds_a_meal_and_the_feeder_follows_it()
    {
        await UntilTheTownsOwnChangeAsync();
        var page = await SignInAsync(Screen.Desktop);
        await page.GotoAsync("/feeders");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await page.GetByText("Another meal").First.ClickAsync();
        var added = page.Locator("details[open]");
        await added.GetByLabel("Time").FillAsync("03:10");
        await added.GetByLabel("Portions").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save schedule" }).ClickAsync();

        await page.GetByText("One thing to put right").WaitForAsync();
        await page.Locator("details[open]").GetByLabel("Portions").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save schedule" }).ClickAsync();

        var schedule = page.GetByRole(AriaRole.Figure, new() { Name = "Schedule" });
        await schedule.GetByText("03:10").WaitForAsync();
        await schedule.GetByText("07:00").WaitForAsync();
        ForgiveComplaints(); // The browser notes the form that was answered 422.
    }

    /// <summary>Which other people of the town see is not Anna's feeder.</summary>
    [Fact]
    public async Task Somebody_elses_feeder_is_not_there()
    {
        var page = await SignInAsync(Screen.Phone);
        await page.GotoAsync("/feeders");
        var path = await page.GetByRole(AriaRole.Link, new() { Name = "Open" }).GetAttributeAsync("href");
        var other = await NewPageAsync(town.Server, Screen.Phone);
        await SignInAsync(town.Server, other, "bruno");

        var answer = await other.GotoAsync(path!);

        Assert.Equal(404, answer!.Status);
        ForgiveComplaints();
    }

    private async Task<IPage> SignInAsync(ViewportSize screen)
    {
        var page = await NewPageAsync(town.Server, screen);
        await SignInAsync(town.Server, page, "anna");
        return page;
    }

    /// <summary>The town adds a taste to the schedule when it starts: a form from before it would be refused.</summary>
    private async Task UntilTheTownsOwnChangeAsync()
    {
        using var anna = await Api.SignInAsync(town.Server, "anna");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await anna.GetAsync("/api/v1/feeders")).Body!["items"]![0]!["plan"]!["desiredVersion"]!.GetValue<long>() < 2) await beat.WaitForNextTickAsync(patience.Token);
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "The page is wider than the screen.");
}
