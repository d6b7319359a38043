namespace Mainstay.Feeders.Mqtt;

/// <summary>What the broker has counted since it began; read by the meter <c>Mainstay.Mqtt</c>.</summary>
internal sealed class MqttCounts
{
    private long _received;
    private long _sent;
    private long _dropped;
    private long _refused;
    private long _denied;

    /// <summary>Messages that clients published.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Messages that were written to clients, repetitions included.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that did not find room on their way to one session, or were too large for its client.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Connections that were not let in.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages that their publishers may not publish, by the rules or by who takes them.</summary>
    public long Denied => Interlocked.Read(ref _denied);

    public void CountIn() => Interlocked.Increment(ref _received);

    public void CountOut(bool isSent)
    {
        if (isSent) Interlocked.Increment(ref _sent);
        else Interlocked.Increment(ref _dropped);
    }

    public void CountSent(int messages) => Interlocked.Add(ref _sent, messages);

    public void CountDropped(int messages)
    {
        if (messages > 0) Interlocked.Add(ref _dropped, messages);
    }

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountDenied() => Interlocked.Increment(ref _denied);
}
