using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class OperationsPageTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{
    [Fact]
    public async Task What_was_opened_stays_open_while_the_figures_follow()
    {
        var page = await NewPageAsync(town.Server, Screen.Desktop);
        await SignInAsync(town.Server, page, "admin");
        await page.GotoAsync("/operations");
        await page.GetByText("All is well").WaitForAsync();
        var table = page.Locator("details.as-table").First;
        await table.GetByText("Show as table").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await table.Locator("table").WaitForAsync();
        var rows = await table.Locator("tbody tr").CountAsync();

        await Assertions.Expect(table.Locator("tbody tr")).Not.ToHaveCountAsync(rows, new() { Timeout = 30_000 });

        await Assertions.Expect(table.Locator("table")).ToBeVisibleAsync();
        await Assertions.Expect(table.Locator("summary")).ToBeFocusedAsync();
    }
}
