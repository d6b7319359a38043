namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>One server with the demo town for all tests of a class that only look, or that change what no other test of the class looks at.</summary>
public sealed class Town : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("The town is not there yet.");

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync(_data, "--demo", "--demo-password", Api.Password);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
    }
}
