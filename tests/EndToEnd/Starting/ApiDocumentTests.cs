using System.Net;
using System.Text.Json;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class ApiDocumentTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{
    [Fact]
    public async Task The_document_describes_calls_with_their_refusals_and_needs()
    {
        using var client = town.Server.Client();

        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));

        var clock = document.RootElement.GetProperty("paths").GetProperty("/api/v1/demo/clock").GetProperty("post");
        Assert.Contains("administrator", clock.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("clock-backwards", clock.GetProperty("responses").GetProperty("422").GetProperty("description").GetString());
        Assert.NotEqual(0, clock.GetProperty("security").GetArrayLength());
    }

    [Fact]
    public async Task It_can_be_read_in_a_browser_without_script()
    {
        var page = await NewPageAsync(town.Server, Screen.Phone, script: false);

        await page.GotoAsync("/api");
        await page.GetByText("/api/v1/demo/clock").ClickAsync();

        await page.Locator("details[open]").GetByText("Role: administrator").WaitForAsync();
    }

    [Fact]
    public async Task Outside_demo_mode_there_is_no_clock_to_set()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);
        using var client = server.Client();

        using var answer = await client.PostAsync("/api/v1/demo/clock", new StringContent("""{"now":"2030-01-01T00:00:00Z"}"""));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
