using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;
using QRCoder;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>Somebody claims a feeder by pointing a camera at its label, or with a photo of it. The camera is Chromium's own false one; what it sees is drawn here.</summary>
public sealed class ClaimByCameraTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{
    private const string Scan = "Scan with the camera";

    [Fact]
    public async Task The_camera_reads_a_tilted_label_and_nothing_is_sent_until_the_button_is_pressed()
    {
        var (deviceId, code) = await ClaimScene.OrderAsync(town.Server);
        using var folder = new TempFolder();
        await using var chromium = await SeeingAsync(folder, QrModules.Of(code, QRCodeGenerator.ECCLevel.Q));
        var page = await OpenAsync(chromium, mayUseCamera: true);
        var posted = new List<string>();
        page.Request += (_, request) => { if (request.Method != "GET") posted.Add(request.Url); };
        await page.EvaluateAsync("() => { const video = document.querySelector('video'); video.addEventListener('loadedmetadata', () => { window.track = video.srcObject.getTracks()[0]; }); }");

        await page.GetByRole(AriaRole.Button, new() { Name = Scan }).ClickAsync();

        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync(code);
        await page.GetByText("Code read: feeder " + deviceId).WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add feeder" })).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("video")).ToBeHiddenAsync();
        Assert.Equal("ended", await page.EvaluateAsync<string>("() => window.track.readyState"));
        Assert.Empty(posted);

        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("The feeder is yours.").WaitForAsync();
    }

    [Fact]
    public async Task A_camera_that_sees_no_code_says_so_after_a_while_and_stops_when_told()
    {
        using var folder = new TempFolder();
        await using var chromium = await SeeingAsync(folder, code: null);
        var page = await OpenAsync(chromium, mayUseCamera: true);
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Scan }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('video').readyState >= 2");
        Assert.False(await page.GetByText("No code seen yet.").IsVisibleAsync());

        await page.Clock.FastForwardAsync(20_000);
        await page.GetByText("No code seen yet.").WaitForAsync();

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("video")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = Scan })).ToBeFocusedAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('video').srcObject === null"));
    }

    [Fact]
    public async Task Without_permission_the_page_says_what_else_there_is()
    {
        using var folder = new TempFolder();
        await using var chromium = await SeeingAsync(folder, code: null);
        var page = await OpenAsync(chromium, mayUseCamera: false);

        await page.GetByRole(AriaRole.Button, new() { Name = Scan }).ClickAsync();

        await page.GetByText("This page may not use the camera.").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToBeEditableAsync();
    }

    [Fact]
    public async Task Without_a_camera_the_page_says_so()
    {
        var page = await OpenAsync(chromium: null, mayUseCamera: true);

        await page.GetByRole(AriaRole.Button, new() { Name = Scan }).ClickAsync();

        await page.GetByText("There is no camera here.").WaitForAsync();
    }

    /// <summary>A server at home often has no certificate: no browser gives a camera to its pages, but a photo can be read.</summary>
    [Fact]
    public async Task Where_the_page_came_without_encryption_a_photo_is_read()
    {
        var (deviceId, code) = await ClaimScene.OrderAsync(town.Server);
        await using var chromium = await Browsers.LaunchAsync("--host-resolver-rules=MAP feeders.home 127.0.0.1");
        var page = await OpenAsync(chromium, mayUseCamera: false, host: "feeders.home");
        Assert.False(await page.EvaluateAsync<bool>("() => window.isSecureContext"));
        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = Scan }).IsVisibleAsync());

        await ClaimScene.ChooseAsync(page, PngOf(code));

        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync(code);
        await page.GetByText("Code read: feeder " + deviceId).WaitForAsync();
        ForgiveComplaints(); // The browser notes which headers mean nothing without encryption.
    }

    [Fact]
    public async Task A_photo_of_something_else_fills_nothing_in()
    {
        var page = await OpenAsync(chromium: null, mayUseCamera: false);

        await ClaimScene.ChooseAsync(page, PngOf("https://example.org/"));
        await page.GetByText("This is some other code").WaitForAsync();
        await ClaimScene.ChooseAsync(page, await page.ScreenshotAsync());
        await page.GetByText("No code was found in this photo.").WaitForAsync();
        await ClaimScene.ChooseAsync(page, "this is no picture"u8.ToArray());
        await page.GetByText("No code was found in this photo.").WaitForAsync();

        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync("");
    }

    /// <summary>Where the browser can read codes itself, ours is not even loaded.</summary>
    [Fact]
    public async Task A_browsers_own_reader_is_used_where_there_is_one()
    {
        var (_, code) = await ClaimScene.OrderAsync(town.Server);
        var page = await OpenAsync(chromium: null, mayUseCamera: false);
        await page.AddInitScriptAsync($$"""window.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; } async detect() { return [{ rawValue: '{{code}}' }]; } };""");
        var loaded = new List<string>();
        page.Request += (_, request) => loaded.Add(request.Url);
        await page.ReloadAsync();

        await ClaimScene.ChooseAsync(page, PngOf("https://example.org/"));

        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync(code);
        Assert.DoesNotContain(loaded, url => url.Contains("/assets/qr-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_browsers_own_reader_that_fails_is_replaced_by_ours()
    {
        var (_, code) = await ClaimScene.OrderAsync(town.Server);
        var page = await OpenAsync(chromium: null, mayUseCamera: false);
        await page.AddInitScriptAsync("window.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; } async detect() { throw new Error('Not on this device.'); } };");
        await page.ReloadAsync();

        await ClaimScene.ChooseAsync(page, PngOf(code));

        await Assertions.Expect(page.GetByLabel("Code of the feeder")).ToHaveValueAsync(code);
    }

    [Fact]
    public async Task Only_the_page_for_claiming_may_ask_for_the_camera()
    {
        var page = await OpenAsync(chromium: null, mayUseCamera: true);

        Assert.True(await page.EvaluateAsync<bool>("() => document.featurePolicy.allowsFeature('camera')"));
        foreach (var other in (string[])["/feeders", "/", "/account"])
        {
            Assert.Contains("camera=()", (await page.GotoAsync(other))!.Headers["permissions-policy"], StringComparison.Ordinal);
            Assert.False(await page.EvaluateAsync<bool>("() => document.featurePolicy.allowsFeature('camera')"));
        }
    }

    [Fact]
    public async Task Without_script_the_code_is_typed()
    {
        var (_, code) = await ClaimScene.OrderAsync(town.Server);
        var page = await NewPageAsync(town.Server, Screen.Phone, script: false);
        await SignInAsync(town.Server, page, "anna");
        await page.GotoAsync(ClaimScene.Path);
        Assert.False(await page.GetByText("Choose a photo", new() { Exact = true }).IsVisibleAsync());

        await page.GetByLabel("Code of the feeder").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add feeder" }).ClickAsync();

        await page.GetByText("The feeder is yours.").WaitForAsync();
    }

    private Browser Browsers { get; } = browser;

    /// <summary>A Chromium whose camera sees a code on a table, or an empty table.</summary>
    private Task<IBrowser> SeeingAsync(TempFolder folder, QrModules? code)
    {
        var film = Path.Combine(folder, "film.y4m");
        QrPicture.Draw(code, new QrPose(Side: 210, Degrees: 23, TiltX: 0.1, TiltY: -0.08, Noise: 12, Shadow: 0.3), 640, 480, new Random(7)).WriteFilm(film);
        return Browsers.LaunchAsync("--use-fake-device-for-media-stream", "--use-file-for-fake-video-capture=" + film);
    }

    /// <summary>Anna's page for claiming, on a phone.</summary>
    private async Task<IPage> OpenAsync(IBrowser? chromium, bool mayUseCamera, string host = "127.0.0.1")
    {
        var address = new UriBuilder(town.Server.Address) { Host = host }.Uri;
        var context = await Browsers.NewContextAsync(town.Server, Screen.Phone, chromium: chromium);
        if (mayUseCamera) await context.GrantPermissionsAsync(["camera"]);
        var page = await NewPageAsync(context);
        await SignInAsync(town.Server, page, "anna", address);
        await page.GotoAsync(new Uri(address, ClaimScene.Path).ToString());
        return page;
    }

    private static byte[] PngOf(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return png.GetGraphic(11);
    }
}
