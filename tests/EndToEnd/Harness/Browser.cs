using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>One Chromium for all tests; each test has a context (cookies, cache) of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>What is not there by then is missing; a busy machine takes its time.</summary>
    private const int PatienceMs = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _chromium = await LaunchAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMs);
    }

    /// <summary>One more Chromium, for what can only be said when it is started; whoever asks disposes of it.</summary>
    public Task<IBrowser> LaunchAsync(params string[] more) =>
        _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = FindChromium(), Args = [.. s_arguments, .. more] });

    /// <param name="screen">The size of the window; see <see cref="Screen"/>.</param>
    /// <param name="server">Relative addresses are this server's.</param>
    /// <param name="script">False: a person whose browser runs no script.</param>
    /// <param name="chromium">Another one than that of all tests.</param>
    public async Task<IBrowserContext> NewContextAsync(ServerProcess server, ViewportSize? screen = null, string locale = "en-GB", bool script = true, ColorScheme colors = ColorScheme.Light, IBrowser? chromium = null)
    {
        var context = await (chromium ?? _chromium!).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.Address.ToString(),
            ViewportSize = screen ?? Screen.Desktop,
            Locale = locale,
            TimezoneId = "Europe/Rome",
            JavaScriptEnabled = script,
            ColorScheme = colors,
        });
        context.SetDefaultTimeout(PatienceMs);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string FindChromium() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("These tests need Debian's chromium; ./test installs it.");
}

/// <summary>The sizes that pages are looked at in.</summary>
public static class Screen
{
    public static readonly ViewportSize Phone = new() { Width = 360, Height = 640 };
    public static readonly ViewportSize Desktop = new() { Width = 1280, Height = 800 };
}
