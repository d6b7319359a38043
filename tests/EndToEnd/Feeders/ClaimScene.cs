using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>What tests of claiming have in common.</summary>
internal static class ClaimScene
{
    public const string Path = "/feeders/claim";

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
