using System.Globalization;
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
    public async Task Every_call_says_what_it_does_and_how_it_may_end()
    {
        using var client = town.Server.Client();

        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));

        var calls = document.RootElement.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject().Select(call => (Name: $"{call.Name} {path.Name}", Call: call.Value)))
            .ToList();
        Assert.True(calls.Count > 30, $"{calls.Count} calls");
        Assert.Empty(calls.Where(one => !one.Call.TryGetProperty("summary", out var summary) || summary.GetString()!.Length < 8).Select(one => one.Name));
        Assert.Empty(calls.Where(one => !one.Call.TryGetProperty("tags", out var tags) || tags.GetArrayLength() == 0).Select(one => one.Name));
        Assert.Empty(calls.Where(one => !HasAnswer(one.Call, status => status is >= 200 and < 300, type: null)).Select(one => one.Name));
        Assert.Empty(calls.Where(one => !HasAnswer(one.Call, status => status is >= 400, "application/problem+json")).Select(one => one.Name));
        Assert.Empty(calls.Where(one => one.Call.TryGetProperty("security", out _) && !HasAnswer(one.Call, status => status == 401, "application/problem+json")).Select(one => one.Name));
        Assert.Equal(calls.Count, calls.Select(one => one.Call.GetProperty("summary").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task What_two_calls_take_has_two_names()
    {
        using var client = town.Server.Client();

        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));

        Assert.Equal(["handle", "password"], Required("sessions", "post"));
        Assert.Equal(["password", "newPassword"], Required("me/password", "put"));

        IEnumerable<string?> Required(string path, string method)
        {
            var body = document.RootElement.GetProperty("paths").GetProperty("/api/v1/" + path).GetProperty(method).GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            var name = body.GetProperty("$ref").GetString()!.Split('/')[^1];
            return document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("required").EnumerateArray().Select(one => one.GetString());
        }
    }

    [Fact]
    public async Task It_can_be_read_in_a_browser_without_script()
    {
        var page = await NewPageAsync(town.Server, Screen.Phone, script: false);

        await page.GotoAsync("/api");
        await page.GetByText("/api/v1/demo/clock").ClickAsync();

        await page.Locator("details[open]").GetByText("Role: administrator").WaitForAsync();
    }

    private static bool HasAnswer(JsonElement call, Func<int, bool> wanted, string? type) => call.GetProperty("responses").EnumerateObject().Any(answer =>
        wanted(int.Parse(answer.Name, CultureInfo.InvariantCulture))
        && (type is null || (answer.Value.TryGetProperty("content", out var content) && content.TryGetProperty(type, out _)))
        && answer.Value.GetProperty("description").GetString()!.Length > 0);

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
