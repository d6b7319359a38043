using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>The codes that our pages show as pictures, read from the screen by the page that claims.</summary>
public sealed class LabelTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{

    [Fact]
    public async Task A_maker_gets_labels_for_the_devices_of_the_table_and_an_owner_claims_one_by_a_photo_of_it()
    {
        var maker = await OpenAsync("manager", "/fleet/order", ColorScheme.Dark);
        await maker.GetByLabel("Model").FillAsync("F1");
        await maker.GetByLabel("How many").FillAsync("3");
        var labels = await LabelsAsync(maker);
        await labels.GetByRole(AriaRole.Heading, new() { Name = "Labels" }).WaitForAsync();
        Assert.Equal(3, await labels.GetByRole(AriaRole.Listitem).Filter(new() { Has = labels.GetByRole(AriaRole.Img) }).CountAsync());

        var table = await maker.RunAndWaitForDownloadAsync(() => maker.GetByRole(AriaRole.Button, new() { Name = "Order and download table" }).ClickAsync());
        var devices = (await File.ReadAllLinesAsync(await table.PathAsync())).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(3, devices.Count);
        foreach (var device in devices) Assert.True(await labels.GetByText(device[1], new() { Exact = true }).IsVisibleAsync(), device[0]);

        var picture = await labels.GetByRole(AriaRole.Img, new() { Name = "QR code of device " + devices[1][0] }).ScreenshotAsync();
        await ClaimAsync("bruno", picture, devices[1][1]);
    }

    /// <summary>So many pictures on one page would be too much: nothing is ordered.</summary>
    [Fact]
    public async Task More_labels_than_a_page_takes_are_refused_before_anything_is_ordered()
    {
        var maker = await OpenAsync("manager", "/fleet/order");
        await maker.GetByLabel("Model").FillAsync("F1-many");
        await maker.GetByLabel("How many").FillAsync("501");

        var answer = await LabelsAsync(maker);

        await answer.GetByText("Labels are made for up to 500 devices at once.").First.WaitForAsync();
        using var manager = await Api.SignInAsync(town.Server, "manager");
        Assert.DoesNotContain("F1-many", (await manager.GetAsync("/api/v1/feeders/fleet/devices?model=F1-many")).Expect(200)["items"]!.ToJsonString(), StringComparison.Ordinal);
        ForgiveComplaints(); // The browser notes the form that was answered 422.
    }

    [Fact]
    public async Task The_code_for_the_next_owner_is_read_from_the_screen_of_the_one_before()
    {
        var (_, code) = await ClaimScene.OrderAsync(town.Server);
        using var anna = await Api.SignInAsync(town.Server, "anna");
        var feederId = (string)(await anna.PostAsync("/api/v1/feeders/claims", new JsonObject { ["code"] = code }, Guid.NewGuid().ToString())).Expect(201)["feederId"]!;
        var page = await OpenAsync("anna", $"/feeders/{feederId}/people", ColorScheme.Dark);
        await page.Locator("summary").GetByText("Make code").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make code" }).ClickAsync();
        var picture = page.GetByRole(AriaRole.Img, new() { NameRegex = new("^QR code to take over") });
        await picture.WaitForAsync();

        await ClaimAsync("bruno", await picture.ScreenshotAsync(), await page.Locator(".card code").First.InnerTextAsync());
    }

    /// <summary>The labels open beside the order.</summary>
    private async Task<IPage> LabelsAsync(IPage maker) =>
        Watched(await maker.Context.RunAndWaitForPageAsync(() => maker.GetByRole(AriaRole.Button, new() { Name = "Order and show labels" }).ClickAsync()));

    private async Task ClaimAsync(string handle, byte[] picture, string code)
    {
        var page = await OpenAsync(handle, ClaimScene.Path);
        await ClaimScene.ChooseAsync(page, picture);
        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add feeder" }).ClickAsync();
        await page.GetByText("The feeder is yours.").WaitForAsync();
    }

    private Browser Browsers { get; } = browser;

    private async Task<IPage> OpenAsync(string handle, string path, ColorScheme colors = ColorScheme.Light)
    {
        var page = await NewPageAsync(await Browsers.NewContextAsync(town.Server, Screen.Desktop, colors: colors));
        await SignInAsync(town.Server, page, handle);
        await page.GotoAsync(path);
        return page;
    }
}
