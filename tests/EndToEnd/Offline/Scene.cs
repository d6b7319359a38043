using Mainstay.Tests.EndToEnd.Cashback;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>A server on the first day, a device that nobody has signed in on, and between the two a wire that the test cuts.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly TempFolder _data = new();

    public Wire Wire { get; } = new();

    public ServerProcess Server { get; private set; } = null!;

    public Device Device { get; private set; } = null!;

    /// <param name="newPage">Opens a browser's page for a server.</param>
    public static async Task<Scene> OpenAsync(Func<ServerProcess, Task<IPage>> newPage)
    {
        var scene = new Scene();
        try
        {
            await scene.StartAsync();
            scene.Device = new Device(await newPage(scene.Server), scene.Wire);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another process on the same data, at the same wire, after the earlier one was killed.</summary>
    public async Task StartAgainAsync()
    {
        await Server.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        await Wire.DisposeAsync();
        _data.Dispose();
    }

    private async Task StartAsync() => Wire.Server = Server = await Christmas.StartAsync(_data);
}
