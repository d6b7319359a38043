using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>What somebody has opened can be looked at without network, by them alone, and it says from when it is.</summary>
public sealed class KeptPagesTests(Browser browser) : OfflineTest(browser)
{
    [Fact]
    public async Task Without_network_the_app_opens_with_the_last_data_and_its_time()
    {
        await using var scene = await OpenAsync();
        await new Christmas(scene.Server).TakePartAsync("anna");
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", Cards);

        scene.Wire.Cut();
        await device.OpenAsync("/");

        await device.Page.GetByText("No network. This is how it was at ").WaitForAsync();
        Assert.Matches(@"at \d\d:\d\d\.", await device.Page.Locator("#as-of").InnerTextAsync());
        await device.Page.GetByRole(AriaRole.Heading, new() { Name = "Hello, Anna Bianchi" }).WaitForAsync();
        await device.OpenAsync(Cards);
        await device.Page.GetByText("Family card").First.WaitForAsync();
        Assert.Equal("16px", await device.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('#as-of')).paddingTop")); // Its stylesheet is there.

        await device.OpenAsync("/account/sessions");
        await device.Page.GetByText("This page was not opened on this device before").WaitForAsync();
        await device.Page.GetByRole(AriaRole.Link, new() { Name = "Cards" }).First.WaitForAsync();

        scene.Wire.Mend();
        await device.Page.GetByRole(AriaRole.Heading, new() { Name = "Where you are signed in" }).WaitForAsync(); // By itself.
        ForgiveComplaints(); // The browser notes each request that found no network.
    }

    [Fact]
    public async Task A_form_that_is_too_private_to_keep_says_so_and_keeps_nothing()
    {
        await using var scene = await OpenAsync();
        await new Christmas(scene.Server).TakePartAsync("anna");
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", Cards + "/new");

        scene.Wire.Cut();
        await device.OpenAsync(Cards + "/new");
        await device.Page.GetByText("what you enter here is never kept on a device").WaitForAsync();
        await device.Page.GetByLabel("Card number").FillAsync(Christmas.Card);
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Add card" }).ClickAsync();

        Assert.Equal(Christmas.Card, await device.Page.GetByLabel("Card number").InputValueAsync());
        Assert.Empty(await device.KeptActionsAsync());
        ForgiveComplaints();
    }

    [Fact]
    public async Task Signing_out_leaves_nothing_on_the_device_with_or_without_network()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", "/account");
        scene.Wire.Cut();
        await device.RenameAsync("Anna Offline");
        await device.Page.GetByText("Your name and language").WaitForAsync();
        Assert.Single(await device.KeptActionsAsync());

        await SignOutAsync(device);
        await device.Page.GetByText("What was kept of you on this device is deleted.").WaitForAsync();
        Assert.Empty(await device.KeptPagesAsync());
        Assert.Empty(await device.KeptActionsAsync());

        scene.Wire.Mend();
        await device.OpenAndKeepAsync("/");
        await SignOutAsync(device);
        await device.Page.GetByText("You are signed out").WaitForAsync();
        Assert.Empty(await device.KeptPagesAsync());
        Assert.Empty(await device.KeptActionsAsync());
        ForgiveComplaints();
    }

    [Fact]
    public async Task What_a_manager_sees_of_others_is_never_kept()
    {
        await using var scene = await OpenAsync(Screen.Desktop);
        using (var admin = await Api.SignInAsync(scene.Server, "admin"))
            Assert.Equal(200, (await admin.PutAsync("/api/v1/accounts/henry/roles", new System.Text.Json.Nodes.JsonObject { ["roles"] = new System.Text.Json.Nodes.JsonArray("member", "manager") })).Status);
        var device = scene.Device;
        await device.SignInAsync("henry");
        foreach (var path in (string[])["/", "/programme/intake", "/programme/periods", "/account/sessions", "/account/data"])
        {
            await device.OpenAsync(path);
            Assert.Equal(0, await device.Page.GetByText("This page is not here").CountAsync());
        }

        await device.OpenAndKeepAsync("/account");

        Assert.Equal(["/account"], await device.KeptPagesAsync());
        ForgiveComplaints();
    }

    [Fact]
    public async Task A_new_version_takes_over_and_takes_the_old_ones_pages_for_no_network_away()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/");
        var before = await ShellAsync(device);
        const string Newer = "0123456789ab";

        scene.Wire.Instead = ($"\"version\":\"{before}\"", $"\"version\":\"{Newer}\"");
        await device.OpenAsync("/account");
        await device.IsSoonAsync("async old => !await caches.has('mainstay-shell-' + old)", before);

        Assert.Equal(Newer, await ShellAsync(device));
        Assert.Contains("/", await device.KeptPagesAsync(), StringComparer.Ordinal); // Data is kept; it is not the version's.
        scene.Wire.Cut();
        await device.OpenAsync("/account/data");
        await device.Page.GetByText("This page was not opened on this device before").WaitForAsync();
        ForgiveComplaints();
    }

    /// <summary>The version whose pages for no network the device has.</summary>
    private static async Task<string> ShellAsync(Device device) =>
        Assert.Single(await device.Page.EvaluateAsync<string[]>("() => caches.keys()"), name => name.StartsWith("mainstay-shell-", StringComparison.Ordinal))["mainstay-shell-".Length..];

    private static async Task SignOutAsync(Device device)
    {
        await device.Page.Locator("summary").First.ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
    }
}
