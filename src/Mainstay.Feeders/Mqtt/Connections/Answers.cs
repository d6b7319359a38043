using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>
/// Acknowledgements that wait for a disk or a neighbour. They leave in the order of what they answer [MQTT-4.6.0-2] to [MQTT-4.6.0-4], and no more wait than are read from the client before it is read again.
/// Added to by the connection's reading loop only.
/// </summary>
internal sealed class Answers(MqttConnection connection)
{
    private readonly Queue<Answer> _waiting = [];
    private Task _sending = Task.CompletedTask;
    private bool _isSending;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_waiting) return _waiting.Count;
        }
    }

    /// <summary>Ends when none of those that wait now does any more.</summary>
    public Task WhenSentAsync()
    {
        lock (_waiting) return _sending;
    }

    /// <summary>At once when nothing has to be waited for, neither by this one nor by one before.</summary>
    public void Add(in Answer answer)
    {
        lock (_waiting)
        {
            if (_isSending || !answer.Pending.IsCompletedSuccessfully)
            {
                _waiting.Enqueue(answer);
                if (!_isSending) _sending = BeginSending();
                return;
            }
        }

        Send(answer);
    }

    private Task BeginSending()
    {
        _isSending = true;
        return SendAsync();
    }

    private async Task SendAsync()
    {
        while (TryPeekOrEnd(out var answer))
        {
            await answer.Pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // One commit lets many answers go, one after the other: behind all of them in line, they leave in one write.
            await Task.Yield();
            SendReady();
        }
    }

    /// <summary>All at the head that wait for nothing any more.</summary>
    private void SendReady()
    {
        var hasBegun = WriteLane.BeginBatch();
        try
        {
            while (TryPeek(out var answer) && answer.Pending.IsCompleted)
            {
                if (!answer.Pending.IsCompletedSuccessfully)
                {
                    // What became of the message is not known: it is not acknowledged, and comes again.
                    connection.Fail(answer.Pending.Exception?.GetBaseException());
                    lock (_waiting) _waiting.Clear();
                    return;
                }

                Send(answer);
                lock (_waiting) _waiting.Dequeue();
            }
        }
        finally
        {
            WriteLane.EndBatch(hasBegun);
        }
    }

    /// <summary>Whoever adds after the end begins anew, and not before.</summary>
    private bool TryPeekOrEnd(out Answer answer)
    {
        lock (_waiting)
        {
            _isSending = _waiting.TryPeek(out answer);
            return _isSending;
        }
    }

    private bool TryPeek(out Answer answer)
    {
        lock (_waiting) return _waiting.TryPeek(out answer);
    }

    private void Send(in Answer answer)
    {
        var reason = answer.Told?.Result ?? answer.Reason;
        if (answer.Told is not null && reason.IsFailure()) connection.Refuse(answer);
        if (answer.FreesQuota) connection.Quota.Release();
        if (answer.Packet is not null) connection.Lane.Send(answer.Packet, connection.Connect.MaximumPacketSize);
        else connection.Lane.SendAck(answer.Type, answer.PacketId, reason);
    }
}

/// <summary>One answer.</summary>
/// <param name="Pending">What has to end before.</param>
/// <param name="Type">Of an acknowledgement.</param>
/// <param name="PacketId">Of an acknowledgement.</param>
/// <param name="Reason">Of an acknowledgement.</param>
/// <param name="FreesQuota">The client may send another message after it.</param>
/// <param name="Packet">Instead of an acknowledgement.</param>
/// <param name="Told">Ended with <paramref name="Pending"/>: what is said instead of <paramref name="Reason"/>.</param>
internal readonly record struct Answer(Task Pending, PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success, bool FreesQuota = false, Packet? Packet = null, Task<ReasonCode>? Told = null);

/// <summary>How many messages of QoS 1 and 2 a client of MQTT 5.0 has on their way here. Source: MQTT 5.0, 4.9.</summary>
internal sealed class ReceiveQuota
{
    private int _used;

    /// <returns>False when the client sends more than it may. [MQTT-3.3.4-7]</returns>
    public bool TryTake(int maximum)
    {
        if (Volatile.Read(ref _used) >= maximum) return false;
        Interlocked.Increment(ref _used);
        return true;
    }

    /// <summary>PUBACK, PUBCOMP, or PUBREC with a failure goes out; also of a message of an earlier connection, which was never counted.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _used) < 0) Interlocked.Increment(ref _used);
    }
}
