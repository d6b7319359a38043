using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>What somebody does without network is kept, and sent once, as them.</summary>
public sealed class KeptActionsTests(Browser browser) : OfflineTest(browser)
{
    [Fact]
    public async Task A_card_that_is_removed_without_network_is_removed_when_the_network_is_back()
    {
        await using var scene = await OpenAsync();
        await new Christmas(scene.Server).TakePartAsync("anna");
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", Cards);
        await device.Page.Context.SetOfflineAsync(true);
        scene.Wire.Cut();

        await device.OpenAsync(Cards);
        await device.Page.GetByText("Remove card").First.ClickAsync();
        await device.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove card" }).ClickAsync();
        await device.Page.GetByText("Remove Family card", new() { Exact = true }).WaitForAsync();
        var kept = Assert.Single(await device.KeptActionsAsync())!;
        Assert.DoesNotContain("_token", kept["fields"]!.GetValue<string>(), StringComparison.Ordinal);

        scene.Wire.Mend();
        await device.Page.Context.SetOfflineAsync(false);
        await device.Page.GetByText("Family card is removed. Purchases of today still count").WaitForAsync();
        await device.Page.GetByText("1 removed card").WaitForAsync();
        ForgiveComplaints();
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_with_the_server_is_not_made_again()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", "/account");

        var done = scene.Wire.LoseAnswerOf("POST /account ");
        var pressing = device.RenameAsync("Anna Offline");
        await done;
        await scene.Server.KillAsync();
        scene.Wire.Cut();
        await pressing;
        await device.Page.GetByText("There was no answer.").WaitForAsync();

        await scene.StartAgainAsync();
        using (var elsewhere = await Api.SignInAsync(scene.Server, "anna"))
        {
            Assert.Equal("Anna Offline", (await elsewhere.GetAsync("/api/v1/me")).Expect(200)["displayName"]!.GetValue<string>());
            Assert.Equal(200, (await elsewhere.PutAsync("/api/v1/me", new JsonObject { ["displayName"] = "Anna Later", ["language"] = "en" })).Status);
        }

        scene.Wire.Mend();
        await device.Page.GetByText("Sent at ").WaitForAsync();
        using var afterwards = await Api.SignInAsync(scene.Server, "anna");
        Assert.Equal("Anna Later", (await afterwards.GetAsync("/api/v1/me")).Expect(200)["displayName"]!.GetValue<string>());
        ForgiveComplaints();
    }

    [Fact]
    public async Task What_is_refused_says_why_and_what_is_discarded_is_not_sent()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", "/account");
        scene.Wire.Cut();
        await device.RenameAsync("Anna Discarded");
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await device.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await device.RenameAsync("");
        await device.Page.GetByText("There was no answer.").WaitForAsync();

        scene.Wire.Mend();
        await device.Page.GetByText("It was not taken").WaitForAsync();
        await device.Page.Locator("#kept [data-part=reasons]").GetByText("name").WaitForAsync();
        using var person = await Api.SignInAsync(scene.Server, "anna");
        Assert.Equal("Anna Bianchi", (await person.GetAsync("/api/v1/me")).Expect(200)["displayName"]!.GetValue<string>());
        ForgiveComplaints();
    }

    [Fact]
    public async Task After_the_session_has_ended_it_is_sent_when_the_same_person_signs_in_again()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await KeepRenameAsync(scene);
        await device.LoseSessionAsync();
        scene.Wire.Mend();

        await device.SignInAsync("anna", "/sign-in?returnTo=/account");

        await device.Page.GetByText("Sent at ").WaitForAsync();
        using var person = await Api.SignInAsync(scene.Server, "anna");
        Assert.Equal("Anna Offline", (await person.GetAsync("/api/v1/me")).Expect(200)["displayName"]!.GetValue<string>());
        ForgiveComplaints();
    }

    [Fact]
    public async Task It_is_never_sent_as_somebody_else_and_goes_when_somebody_else_comes()
    {
        await using var scene = await OpenAsync();
        var device = scene.Device;
        await KeepRenameAsync(scene);
        await device.LoseSessionAsync();
        scene.Wire.Mend();

        await device.SignInAsync("bruno");
        await device.OpenAndKeepAsync("/account");

        Assert.Empty(await device.KeptActionsAsync());
        Assert.DoesNotContain("Anna", await device.KeptHtmlAsync(), StringComparison.Ordinal);
        using var bruno = await Api.SignInAsync(scene.Server, "bruno");
        Assert.Equal("Bruno Ferrari", (await bruno.GetAsync("/api/v1/me")).Expect(200)["displayName"]!.GetValue<string>());
        ForgiveComplaints();
    }

    private static async Task KeepRenameAsync(Scene scene)
    {
        var device = scene.Device;
        await device.SignInAndKeepAsync("anna", "/", "/account");
        scene.Wire.Cut();
        await device.RenameAsync("Anna Offline");
        await device.Page.GetByText("There was no answer.").WaitForAsync();
    }
}
