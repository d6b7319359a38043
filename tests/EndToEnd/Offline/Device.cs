using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>A browser with the app on it, behind a <see cref="Wire"/>.</summary>
internal sealed class Device(IPage page, Wire wire)
{
    /// <summary>A function for the browser: the kept actions as JSON.</summary>
    public const string KeptActions =
        """
        () => new Promise(resolve => {
          const opening = indexedDB.open('mainstay', 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore('actions', { keyPath: 'key' });
          opening.onsuccess = () => {
            const reading = opening.result.transaction('actions').objectStore('actions').getAll();
            reading.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(reading.result)); };
          };
        })
        """;

    public IPage Page => page;

    public Task OpenAsync(string path) => page.GotoAsync(At(path));

    public string At(string path) => new Uri(wire.Address, path).ToString();

    /// <summary>Somebody signs in on the page that asks for it.</summary>
    public async Task SignInAsync(string handle, string path = "/sign-in")
    {
        await OpenAsync(path);
        await page.GetByLabel("Handle").FillAsync(handle);
        await page.GetByLabel("Password").FillAsync(Api.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator(".avatar").WaitForAsync();
    }

    /// <summary>Somebody signs in, opens pages, and the device keeps them.</summary>
    public async Task SignInAndKeepAsync(string handle, params string[] paths)
    {
        await SignInAsync(handle);
        foreach (var path in paths) await OpenAndKeepAsync(path);
    }

    /// <summary>Takes the session away, as if it had expired.</summary>
    public Task LoseSessionAsync() => page.Context.ClearCookiesAsync();

    /// <summary>Opens a page and waits until the device has kept it.</summary>
    public async Task OpenAndKeepAsync(string path)
    {
        await OpenAsync(path);
        await IsSoonAsync("async url => !!await caches.match(url, { ignoreVary: true })", At(path));
    }

    /// <summary>Waits until a question about what the device keeps is answered with yes.</summary>
    public async Task IsSoonAsync(string question, string about) => Assert.True(await page.EvaluateAsync<bool>(
        $$"""
        async about => {
          const question = {{question}};
          for (let left = 1200; left > 0; left--) {
            if (await question(about)) return true;
            await new Promise(soon => setTimeout(soon, 50));
          }
          return false;
        }
        """, about), question + " " + about);

    public async Task<string[]> KeptPagesAsync() => await page.EvaluateAsync<string[]>(
        """
        async () => {
          const found = [];
          for (const name of await caches.keys())
            if (name.startsWith('mainstay-pages')) for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found;
        }
        """);

    public async Task<JsonArray> KeptActionsAsync() => JsonNode.Parse(await page.EvaluateAsync<string>(KeptActions))!.AsArray();

    /// <summary>What all kept pages hold, one after the other.</summary>
    public Task<string> KeptHtmlAsync() => page.EvaluateAsync<string>(
        """
        async () => {
          let html = '';
          for (const name of await caches.keys())
            if (name.startsWith('mainstay-pages')) for (const kept of await (await caches.open(name)).matchAll()) html += await kept.text();
          return html;
        }
        """);

    public async Task RenameAsync(string name)
    {
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
    }
}
