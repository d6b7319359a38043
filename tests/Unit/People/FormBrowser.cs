using System.Net;
using System.Text.RegularExpressions;

namespace Mainstay.Tests.Unit.People;

/// <summary>What a browser without script does with pages and their forms.</summary>
internal static partial class FormBrowser
{
    public static async Task<SeenPage> SeeAsync(this HttpClient browser, string path) => await SeenAsync(await browser.GetAsync(path));

    /// <summary>Opens the page at an address, fills in the form that is sent there, and sends it.</summary>
    public static Task<SeenPage> FillInAsync(this HttpClient browser, string path, params (string Name, string Value)[] fields) => browser.FillInAsync(path, path, fields);

    /// <summary>Opens the page that holds the form, fills it in and sends it.</summary>
    public static async Task<SeenPage> FillInAsync(this HttpClient browser, string path, string page, params (string Name, string Value)[] fields)
    {
        var form = (await browser.SeeAsync(page)).Html;
        var hidden = Hidden().Matches(form).DistinctBy(match => match.Groups["name"].Value).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value));
        using var content = new FormUrlEncodedContent([.. hidden, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await SeenAsync(await browser.PostAsync(path, content));
    }

    private static async Task<SeenPage> SeenAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var forgets = response.Headers.TryGetValues("Clear-Site-Data", out var named) ? named.Single() : null;
            return new SeenPage(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString, forgets);
        }
    }

    [GeneratedRegex("name=\"(?<name>_token|_key)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}

/// <summary>What came back.</summary>
/// <param name="Status">As answered; redirects are not followed.</param>
/// <param name="Html">The page.</param>
/// <param name="Location">Where it sends the browser to.</param>
/// <param name="Forgets">What the browser is told to forget.</param>
internal sealed record SeenPage(HttpStatusCode Status, string Html, string? Location, string? Forgets);
