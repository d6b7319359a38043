using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Faults;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeder;

/// <summary>The power of a feeder's disk is cut while its motor turns.</summary>
public sealed class FeederPowerLossTests : IDisposable
{
    private readonly TempFolder _disks = new();

    /// <summary>Nobody asks for the meal again: it is in the ledger that it was begun, and how far it was.</summary>
    [Fact]
    public async Task A_meal_that_was_begun_is_in_the_ledger_and_is_ended()
    {
        using var before = Mount.OnDisk(Path.Combine(_disks, "disk"));
        await using var feeder = await FeederProcess.StartAsync(Path.Combine(before.Folder, "data"));
        Assert.Equal(202, (await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 5, ["commandId"] = "c1" })).Status);
        await feeder.UntilAsync(state => Given(state) >= 2);
        await feeder.FreezeAsync();
        var image = before.CutPower();
        await feeder.KillAsync();

        using var after = Mount.Again(image);
        await using var next = await FeederProcess.StartAsync(Path.Combine(after.Folder, "data"));

        await next.UntilAsync(state => (string?)state?["lastMeal"]?["state"] == "done");
        var line = Assert.Single(await next.LedgerAsync());
        Assert.Equal(("command/local-c1", 5, 5), ((string?)line!["occurrenceId"], (int)line["portionsAsked"]!, (int)line["portionsGiven"]!));
        Assert.Equal(0, await next.StopAsync());
    }

    public void Dispose() => _disks.Dispose();

    private static int Given(JsonNode? state) => (int?)state?["lastMeal"]?["portionsGiven"] ?? 0;
}
