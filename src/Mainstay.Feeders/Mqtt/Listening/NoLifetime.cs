using Microsoft.Extensions.Hosting;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>The broker's listeners begin and end with the server, and hear no signals of their own: on SIGTERM clients are first told why.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
