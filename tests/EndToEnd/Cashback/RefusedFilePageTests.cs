using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A manager learns on the pages, and not only from the folder, that a file could not be taken, and why.</summary>
public sealed class RefusedFilePageTests(Browser browser) : PageTest(browser)
{
    private const string Name = "CSTAR.99999.TRNLOG.20201208.080000.001.csv";

    [Fact]
    public async Task A_file_that_the_watched_folder_refused_is_on_the_home_page_and_on_the_intake_with_its_reason()
    {
        using var data = new TempFolder();
        using var watched = new TempFolder();
        await using var server = await Programme.StartAsync(data, $"--Cashback:WatchedFolder={watched}");
        var page = await NewPageAsync(server, Screen.Phone);
        await new Christmas(server).SignInManagerAsync(page);

        MoveIn(watched);
        await server.Log.LineAsync(line => line.Contains("is refused: sender-mismatch", StringComparison.Ordinal)).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await page.GotoAsync("/");
        await page.GetByText("1 file of the watched folder was refused").ClickAsync();

        await page.GetByText(Name).WaitForAsync();
        await page.GetByText("Row 1 comes from another sender than the name says. Nothing was taken. Ask the acquirer for a right file.").WaitForAsync();
        await page.GetByText("Refused on 8 December 2020, 09:").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    // Written some time ago, as far as the server can see.
    private static void MoveIn(string watched)
    {
        var elsewhere = Path.Combine(watched, "elsewhere");
        File.WriteAllText(elsewhere, Christmas.Row(1, "2020-12-08T08:00:00.000+01:00", 2_000));
        File.SetLastWriteTimeUtc(elsewhere, DateTime.UnixEpoch.AddYears(50));
        File.Move(elsewhere, Path.Combine(watched, Christmas.Programme, Name));
    }
}
