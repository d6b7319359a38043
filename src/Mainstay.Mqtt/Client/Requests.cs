using System.Collections.Concurrent;

namespace Mainstay.Mqtt;

/// <summary>SUBSCRIBE and UNSUBSCRIBE that wait for their answer; as many as have callers who wait.</summary>
internal sealed class Requests(MqttWire wire, MqttSession session)
{
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<AnswerPacket?>> _waiting = [];
    private bool _hasEnded;

    /// <param name="ask">Makes the packet with its id.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>Null when the connection ended first, or the packet is too large for the server.</returns>
    public async Task<AnswerPacket?> AskAsync(Func<ushort, Packet> ask, CancellationToken cancellationToken)
    {
        var id = session.BeginRequest();
        var answer = new TaskCompletionSource<AnswerPacket?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            if (Volatile.Read(ref _hasEnded) || !await wire.SendAsync(ask(id), cancellationToken)) return null;
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
            session.EndRequest(id);
        }
    }

    /// <summary>Passes over an answer that nobody waits for any more.</summary>
    public void Take(AnswerPacket answer, ushort packetId)
    {
        if (_waiting.TryGetValue(packetId, out var waiting)) waiting.TrySetResult(answer);
    }

    public void End()
    {
        Volatile.Write(ref _hasEnded, true);
        foreach (var waiting in _waiting.Values) waiting.TrySetResult(null);
    }
}
