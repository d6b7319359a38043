using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>A test of what a device does without network.</summary>
public abstract class OfflineTest(Browser browser) : PageTest(browser)
{
    private protected const string Cards = "/cards/" + Christmas.Programme;

    private protected Task<Scene> OpenAsync(ViewportSize? screen = null) => Scene.OpenAsync(server => NewPageAsync(server, screen ?? Screen.Phone));
}
