using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>What tests of claiming have in common.</summary>
internal static class ClaimScene
{
    public const string Path = "/feeders/claim";

    /// <param name="address">Of the server, where it is not the one by which tests know it.</param>
    public static async Task SignInAsync(ServerProcess server, IPage page, string handle, Uri? address = null)
    {
        using var stranger = new Api(server);
        var session = await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = handle, ["password"] = Api.Password });
        await page.Context.AddCookiesAsync([new Cookie { Name = "mainstay", Value = session.Body!["token"]!.GetValue<string>(), Url = (address ?? server.Address).ToString() }]);
    }

    /// <summary>A device that nobody has.</summary>
    public static async Task<(string DeviceId, string Code)> OrderAsync(ServerProcess server)
    {
        using var manager = await Api.SignInAsync(server, "manager");
        var ordered = await manager.PostAsync("/api/v1/feeders/fleet/devices", new JsonObject { ["model"] = "F1", ["count"] = 1 }, Guid.NewGuid().ToString());
        Assert.Equal(201, ordered.Status);
        return ordered.Text.Split("\r\n")[1].Split(',') is [var deviceId, var code, ..] ? (deviceId, code) : throw new InvalidOperationException("The table has no devices.");
    }

    public static Task ChooseAsync(IPage page, byte[] picture) =>
        page.GetByLabel("Choose a photo").SetInputFilesAsync(new FilePayload { Name = "label.png", MimeType = "image/png", Buffer = picture });
}
