namespace Mainstay.FeederAgent.Feeding;

/// <summary>Tells any number of followers that something has changed. They are called at once, on the thread that raises it, and only wake somebody: the order of a simulated time stays the same.</summary>
internal sealed class Signal
{
    private readonly Lock _gate = new();
    private Action[] _followers = [];
    private long _version;

    public long Version => Interlocked.Read(ref _version);

    public void Raise()
    {
        Interlocked.Increment(ref _version);
        foreach (var follower in Volatile.Read(ref _followers)) follower();
    }

    /// <returns>Ends following.</returns>
    public IDisposable Follow(Action follower)
    {
        lock (_gate) _followers = [.. _followers, follower];
        return new Following(this, follower);
    }

    private void Leave(Action follower)
    {
        lock (_gate) _followers = [.. _followers.Where(other => other != follower)];
    }

    private sealed class Following(Signal signal, Action follower) : IDisposable
    {
        public void Dispose() => signal.Leave(follower);
    }
}
