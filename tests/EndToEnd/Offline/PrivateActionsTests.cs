using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>An account and a tax id that are given without network are kept and sent once, and are on the device no longer than that.</summary>
public sealed class PrivateActionsTests(Browser browser) : OfflineTest(browser)
{
    private const string Cashback = "/cashback/" + Christmas.Programme;
    private const string InApi = "/api/v1" + Cashback;
    private const string NewIban = "DE89370400440532013000";
    private const string LaterIban = "FR1420041010050500013M02606";
    private const string SecondTaxId = "MRTMTT91D08F205J";

    [Fact]
    public async Task An_account_given_without_network_is_taken_when_the_network_is_back_and_leaves_nothing_behind()
    {
        await using var scene = await OpenAsync();
        var device = await KeepIbanAsync(scene, isOffline: true);
        var kept = Assert.Single(await device.KeptActionsAsync())!;
        Assert.Contains(NewIban, kept["fields"]!.GetValue<string>(), StringComparison.Ordinal);
        await device.Page.GetByText("Kept here; sent when there is network.").WaitForAsync();
        Assert.Equal("IT60 •••• 3456", await IbanOnFileAsync(scene));

        scene.Wire.Mend();
        await device.Page.Context.SetOfflineAsync(false);
        await device.Page.GetByText("Your IBAN is saved.").WaitForAsync();
        Assert.Equal("DE89 •••• 3000", await IbanOnFileAsync(scene));
        await AssertNowhereAsync(device, NewIban);
        ForgiveComplaints();
    }

    [Fact]
    public async Task Somebody_who_joins_without_network_takes_part_when_the_network_is_back()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", Cashback + "/join");
        await device.Page.GetByText("You take part from the moment it is sent.").WaitForAsync();
        scene.Wire.Cut();
        await device.Page.GetByLabel("Date of birth").FillAsync("1985-12-10");
        await device.Page.GetByLabel("Italian tax code").FillAsync(SecondTaxId);
        await device.Page.GetByLabel("I accept the terms").CheckAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        await device.Page.GetByText("Join State Cashback").Last.WaitForAsync();
        Assert.Contains(SecondTaxId, Assert.Single(await device.KeptActionsAsync())!["fields"]!.GetValue<string>(), StringComparison.Ordinal);

        scene.Wire.Mend();
        await device.Page.GetByText("You take part in").First.WaitForAsync();
        using var anna = await Api.SignInAsync(scene.Server, "anna");
        (await anna.GetAsync(InApi + "/membership")).Expect(200);
        await AssertNowhereAsync(device, SecondTaxId);
        ForgiveComplaints();
    }

    [Fact]
    public async Task An_account_whose_answer_was_lost_does_not_come_back_over_a_later_one()
    {
        await using var scene = await OpenAsync();
        var device = await SignInAtFormAsync(scene);
        var done = scene.Wire.LoseAnswerOf($"POST {Cards}/iban ");
        var pressing = GiveIbanAsync(device);
        await done;
        scene.Wire.Cut();
        await pressing;
        await device.Page.GetByText("There was no answer.").WaitForAsync();
        Assert.Equal("DE89 •••• 3000", await IbanOnFileAsync(scene));
        await GiveElsewhereAsync(scene);

        scene.Wire.Mend();
        await device.Page.GetByText("Sent at ").WaitForAsync();
        Assert.Equal("FR14 •••• 2606", await IbanOnFileAsync(scene));
        await AssertNowhereAsync(device, NewIban);
        ForgiveComplaints();
    }

    [Fact]
    public async Task An_account_that_was_kept_does_not_replace_one_that_was_given_since()
    {
        await using var scene = await OpenAsync();
        var device = await KeepIbanAsync(scene);
        await GiveElsewhereAsync(scene);

        scene.Wire.Mend();
        await device.Page.GetByText("Since you opened this page, another account was given.").First.WaitForAsync();
        Assert.Equal("FR14 •••• 2606", await IbanOnFileAsync(scene));
        await AssertNowhereAsync(device, NewIban);
        ForgiveComplaints();
    }

    [Fact]
    public async Task When_the_session_has_ended_what_is_private_is_deleted_unsent_and_says_so()
    {
        await using var scene = await OpenAsync();
        var device = await KeepIbanAsync(scene, isOffline: true);
        await device.LoseSessionAsync();
        scene.Wire.Mend();
        await device.Page.Context.SetOfflineAsync(false);
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).WaitForAsync(); // The page asks by itself.
        await device.IsSoonAsync($"async secret => !(await ({Device.KeptActions})()).includes(secret)", NewIban);
        Assert.Single(await device.KeptActionsAsync());

        await device.SignInAsync("anna", $"/sign-in?returnTo={Cards}/iban");
        await device.Page.GetByText("What you entered was deleted here; enter it again.").WaitForAsync();
        Assert.Equal("IT60 •••• 3456", await IbanOnFileAsync(scene));
        ForgiveComplaints();
    }

    [Fact]
    public async Task Signing_out_deletes_it_with_or_without_network()
    {
        await using var scene = await OpenAsync();
        var device = await KeepIbanAsync(scene);
        await device.Page.Locator("summary").First.ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await device.Page.GetByText("What was kept of you on this device is deleted.").WaitForAsync();
        Assert.Empty(await device.KeptActionsAsync());
        ForgiveComplaints();
    }

    private static async Task<Device> SignInAtFormAsync(Scene scene)
    {
        await new Christmas(scene.Server).TakePartAsync("anna");
        await scene.Device.SignInAndKeepAsync("anna", "/", Cards + "/iban");
        await scene.Device.Page.GetByText("On a device that others use, wait for the network.").WaitForAsync();
        return scene.Device;
    }

    /// <summary>Gives another account while the wire is cut, on a device that knows it or does not.</summary>
    private static async Task<Device> KeepIbanAsync(Scene scene, bool isOffline = false)
    {
        var device = await SignInAtFormAsync(scene);
        await device.Page.Context.SetOfflineAsync(isOffline);
        scene.Wire.Cut();
        if (isOffline) await device.OpenAsync(Cards + "/iban");
        await GiveIbanAsync(device);
        await device.Page.Locator("#kept").GetByText("Save IBAN").WaitForAsync();
        return device;
    }

    private static async Task GiveIbanAsync(Device device)
    {
        await device.Page.GetByLabel("IBAN").FillAsync(NewIban);
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Save IBAN" }).ClickAsync();
    }

    private static async Task GiveElsewhereAsync(Scene scene)
    {
        using var elsewhere = await Api.SignInAsync(scene.Server, "anna");
        Assert.Equal(200, (await elsewhere.PutAsync(InApi + "/iban", new JsonObject { ["iban"] = LaterIban, ["holder"] = "Anna Bianchi" })).Status);
    }

    private static async Task<string> IbanOnFileAsync(Scene scene)
    {
        using var anna = await Api.SignInAsync(scene.Server, "anna");
        return (await anna.GetAsync(InApi + "/membership")).Expect(200)["iban"]!["masked"]!.GetValue<string>();
    }

    private static async Task AssertNowhereAsync(Device device, string secret)
    {
        Assert.DoesNotContain(secret, (await device.KeptActionsAsync()).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await device.KeptHtmlAsync(), StringComparison.Ordinal);
    }
}
