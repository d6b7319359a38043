using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Mainstay.Tests.EndToEnd.Harness.Browser))]

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>A test with pages open. When it fails, each page is left in artifacts/ as a picture; what a page's console reports as an error fails it.</summary>
public abstract class PageTest(Browser browser) : IAsyncLifetime
{
    private readonly List<IPage> _pages = [];
    private readonly List<string> _complaints = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a fresh browser window: nobody is signed in.</summary>
    protected async Task<IPage> NewPageAsync(ServerProcess server, ViewportSize? screen = null, string locale = "en-GB", bool script = true) =>
        await NewPageAsync(await browser.NewContextAsync(server, screen, locale, script));

    /// <summary>Opens a page of a context that the test has made; it is closed with the test.</summary>
    protected async Task<IPage> NewPageAsync(IBrowserContext context) => Watched(await context.NewPageAsync());

    /// <summary>Makes a browser somebody's, as if they had signed in on it.</summary>
    /// <param name="address">Of the server, where it is not the one by which tests know it.</param>
    public static async Task SignInAsync(ServerProcess server, IPage page, string handle, Uri? address = null) =>
        await page.Context.AddCookiesAsync([new Cookie { Name = "mainstay", Value = await Api.TokenAsync(server, handle), Url = (address ?? server.Address).ToString() }]);

    /// <summary>A page that another one has opened.</summary>
    protected IPage Watched(IPage page)
    {
        page.Console += (_, message) => { if (message.Type == "error") _complaints.Add(message.Text); };
        page.PageError += (_, error) => _complaints.Add(error);
        _pages.Add(page);
        return page;
    }

    /// <summary>Says that the test provokes what the console would complain about, such as the answer 404 to a page.</summary>
    protected void ForgiveComplaints() => _complaints.Clear();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        for (var i = 0; i < _pages.Count; i++)
            if (failed && !_pages[i].IsClosed) await _pages[i].ScreenshotAsync(new PageScreenshotOptions { Path = PictureOf(i), FullPage = true });

        foreach (var context in _pages.Select(page => page.Context).Distinct()) await context.CloseAsync();
        Assert.True(_complaints.Count == 0, "the browser's console: " + string.Join('\n', _complaints));
    }

    private static string PictureOf(int number)
    {
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_'));
        return Path.Combine(Repository.Artifacts, $"{name}-{number}.png");
    }
}
