using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>How many live streams are open, so that there is an end to it, and when they all have to close.</summary>
internal sealed class LiveStreams(IHostApplicationLifetime lifetime)
{
    public const int MaxStreams = 10_000;
    private int _open;

    public CancellationToken Stopping => lifetime.ApplicationStopping;

    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= MaxStreams) return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Close() => Interlocked.Decrement(ref _open);
}
