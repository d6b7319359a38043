using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.People;

/// <summary>A person adds a passkey, signs in with it and removes it, in a browser whose authenticator is Chromium's own.</summary>
public sealed class PasskeyJourneyTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_and_once_removed_signs_in_no_more()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password);
        var page = await NewPageAsync(server, Screen.Phone);
        await AddAuthenticatorAsync(page);
        await SignInWithPasswordAsync(page, server);

        await page.GotoAsync(At(server, "/account"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Passkeys" }).ClickAsync();
        await page.GetByText("No passkey yet").WaitForAsync();
        await page.GetByLabel("What you call it").FillAsync("My phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey" }).ClickAsync();
        await page.GetByText("My phone is added.").WaitForAsync();

        await SignOutAsync(page, server);
        await SignInWithPasskeyAsync(page, server);
        await page.GotoAsync(At(server, "/account/passkeys"));
        await page.GetByText("Last used").WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "My phone" }).ClickAsync();
        await page.GetByLabel("What you call it").FillAsync("Old phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save name" }).ClickAsync();
        await page.GetByText("It is called Old phone now.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Old phone" }).ClickAsync();
        await page.Locator("summary").GetByText("Remove passkey").ClickAsync();
        var sheet = page.GetByRole(AriaRole.Dialog);
        await sheet.GetByText("Remove Old phone?").WaitForAsync();
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Remove passkey" }).ClickAsync();
        await page.GetByText("The passkey is removed").WaitForAsync();

        await SignOutAsync(page, server);
        await page.GotoAsync(At(server, "/sign-in"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("The passkey was not accepted").First.WaitForAsync();
        await page.GotoAsync(At(server, "/account"));
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        ForgiveComplaints(); // The browser notes the form that was answered 401.
    }

    [Fact]
    public async Task Without_script_nothing_is_offered_that_would_not_work()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data, "--demo", "--demo-password", Api.Password);
        var page = await NewPageAsync(server, Screen.Phone, script: false);

        await SignInWithPasswordAsync(page, server);

        await page.GotoAsync(At(server, "/account/passkeys"));
        await page.GetByText("Your password works everywhere.").WaitForAsync();
        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey" }).IsVisibleAsync());
    }

    /// <summary>Passkeys belong to a name: the address has none.</summary>
    private static string At(ServerProcess server, string path) => new UriBuilder(server.Address) { Host = "localhost", Path = path }.ToString();

    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private static async Task SignInWithPasswordAsync(IPage page, ServerProcess server)
    {
        await page.GotoAsync(At(server, "/sign-in"));
        await page.GetByLabel("Handle").FillAsync("anna");
        await page.GetByLabel("Password").FillAsync(Api.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await ArriveHomeAsync(page, server);
    }

    /// <summary>Waits for the page to be at home: for its address, not for an event of loading, which may have been missed by the time one listens.</summary>
    private static Task ArriveHomeAsync(IPage page, ServerProcess server) =>
        Assertions.Expect(page).ToHaveURLAsync(At(server, "/"));

    private static async Task SignInWithPasskeyAsync(IPage page, ServerProcess server)
    {
        await page.GotoAsync(At(server, "/sign-in"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await ArriveHomeAsync(page, server);
    }

    private static async Task SignOutAsync(IPage page, ServerProcess server)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(At(server, "/account"));
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }
}
