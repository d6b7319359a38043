using System.Diagnostics.CodeAnalysis;

namespace Mainstay.Mqtt;

/// <summary>What runs while a connection lasts: reading, handling, keeping alive, sending again what an earlier one left. The first reason to end ends all of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed by the loop itself, as its last act.")]
internal sealed class ConnectionLoop(MqttWire wire, MqttSession session, MqttClientOptions options, ConnackPacket connack, Outbox outbox, Requests requests)
{
    /// <summary>How long a last word may take to leave.</summary>
    public static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly Inbox _inbox = new(wire, session, options);
    private readonly CancellationTokenSource _life = new();
    private readonly TaskCompletionSource<(MqttEnding Ending, Packet? Last)> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _pong = new();
    private TaskCompletionSource<bool>? _reauthentication;

    public Task<MqttEnding> Closed { get; private set; } = Task.FromException<MqttEnding>(new InvalidOperationException("It was not started."));

    public long DroppedMessages => _inbox.Dropped;

    /// <summary>A fault of the server's is told to it; in 3.1.1 nothing can be said, and a goodbye would be the wrong word.</summary>
    public static Packet? LastWord(MqttEnding? ending, MqttVersion version) => ending switch
    {
        { Kind: EndingKind.ProtocolFault } when version == MqttVersion.V5 && ending.Reason.MayStandIn(PacketType.Disconnect) => new DisconnectPacket { Reason = ending.Reason, ReasonString = ending.Text },
        { Kind: EndingKind.HandlerFailed } when version == MqttVersion.V5 => new DisconnectPacket { Reason = ending.Reason },
        _ => null,
    };

    public void Start() => Closed = RunAsync();

    /// <summary>Only the first reason counts.</summary>
    public void End(MqttEnding ending, Packet? last = null) => _ended.TrySetResult((ending, last ?? LastWord(ending, wire.Version)));

    public async Task<bool> ReauthenticateAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (options.AuthenticationMethod is null || Interlocked.CompareExchange(ref _reauthentication, done, null) is not null) throw new InvalidOperationException("There is nothing to prove, or it is being proven.");
        var packet = new AuthPacket { Reason = ReasonCode.Reauthenticate, AuthenticationMethod = options.AuthenticationMethod, AuthenticationData = data };
        if (_ended.Task.IsCompleted || !await wire.SendAsync(packet, cancellationToken)) done.TrySetResult(false);
        return await done.Task.WaitAsync(cancellationToken);
    }

    private async Task<MqttEnding> RunAsync()
    {
        await Task.Yield();
        Task[] running = [GuardAsync(ReadAsync), GuardAsync(HandleAsync), GuardAsync(KeepAliveAsync), GuardAsync(outbox.ResumeAsync)];
        var (ending, last) = await _ended.Task;
        outbox.End();
        requests.End();
        Volatile.Read(ref _reauthentication)?.TrySetResult(false);
        using var patience = new CancellationTokenSource(FarewellTime, options.Clock);
        if (last is null) await patience.CancelAsync();
        // Before reading is given up: a read that is cancelled takes a WebSocket with it, and the last word too.
        await wire.CloseAsync(last, patience.Token);
        await _life.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await wire.CompleteAsync();
        session.Leave();
        // A mistake of this program's own is not swallowed.
        await Task.WhenAll(running);
        _life.Dispose();
        return ending;
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_life.Token);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            // The connection has ended.
        }
        catch (Exception cause) when (NetworkFailure.Is(cause))
        {
            End(MqttEnding.OfNetwork(cause));
        }
        catch (Exception cause)
        {
            End(new MqttEnding(EndingKind.HandlerFailed, ReasonCode.ImplementationSpecificError, cause.Message, cause));
            throw;
        }
    }

    private async Task HandleAsync(CancellationToken cancellationToken)
    {
        var thrown = await _inbox.HandleAsync(cancellationToken);
        End(new MqttEnding(EndingKind.HandlerFailed, ReasonCode.ImplementationSpecificError, thrown.Message, thrown));
    }

    /// <summary>A packet at least once in each period [MQTT-3.1.2-20], the server's if it has one [MQTT-3.1.2-21]; and a sign from the server at least as often.</summary>
    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromSeconds(connack.ServerKeepAliveSeconds ?? options.KeepAliveSeconds);
        while (period > TimeSpan.Zero)
        {
            await Task.Delay(period / 2, options.Clock, cancellationToken);
            if (wire.SinceSent < period / 2 && wire.SinceReceived < period) continue;
            var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _pong, pong);
            await wire.SendAsync(PingPacket.Request, cancellationToken);
            if (await AnswersAsync(pong.Task, period < options.AnswerTimeout ? period : options.AnswerTimeout, cancellationToken)) continue;
            End(MqttEnding.OfSilence("PINGRESP"));
            return;
        }
    }

    private async Task<bool> AnswersAsync(Task answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WaitAsync(patience, options.Clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await wire.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            PacketFault fault;
            while (wire.Reader.TryReadFrame(ref buffer, out var frame, out fault) == ReadOutcome.Packet)
            {
                fault = await TakeAsync(frame, cancellationToken);
                if (fault.Rule is not null) break;
            }

            if (fault.Rule is not null) End(MqttEnding.Of(fault));
            else if (read.IsCompleted) End(new MqttEnding(EndingKind.NetworkFailed, ReasonCode.UnspecifiedError, "closed by the other end"));
            wire.Advance(buffer.Start, read.Buffer.End);
            if (fault.Rule is not null || read.IsCompleted) return;
        }
    }

    private ValueTask<PacketFault> TakeAsync(in Frame frame, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case PacketType.Publish:
                return _inbox.TryRead(frame, out var message, out var fault) ? _inbox.PutAsync(message!, cancellationToken) : new(fault);
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp:
                return TakeAckAsync(frame, cancellationToken);
            default:
                return wire.Reader.TryReadPacket(frame, out var packet, out fault) ? TakeAsync(packet, cancellationToken) : new(fault);
        }
    }

    private ValueTask<PacketFault> TakeAckAsync(in Frame frame, CancellationToken cancellationToken)
    {
        if (!wire.Reader.TryReadAck(frame, out var ack, out var fault)) return new(fault);
        if (ack.Type == PacketType.Pubrel) return AfterAsync(_inbox.ReleaseAsync(ack.PacketId, cancellationToken));
        if (outbox.Take(ack) is not { } reason) return default;
        return AfterAsync(wire.SendAckAsync(PacketType.Pubrel, ack.PacketId, reason, cancellationToken));
    }

    private static async ValueTask<PacketFault> AfterAsync(ValueTask sending)
    {
        await sending;
        return default;
    }

    private static async ValueTask<PacketFault> AfterAsync(ValueTask<bool> sending)
    {
        await sending;
        return default;
    }

    private ValueTask<PacketFault> TakeAsync(Packet packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case SubackPacket suback:
                requests.Take(suback, suback.PacketId);
                return default;
            case UnsubackPacket unsuback:
                requests.Take(unsuback, unsuback.PacketId);
                return default;
            case PingPacket:
                Volatile.Read(ref _pong).TrySetResult();
                return default;
            case DisconnectPacket farewell:
                End(new MqttEnding(EndingKind.ClosedByServer, farewell.Reason, farewell.ReasonString) { ServerReference = farewell.ServerReference });
                return default;
            case AuthPacket { Reason: ReasonCode.ContinueAuthentication } challenge when challenge.AuthenticationMethod == options.AuthenticationMethod:
                return AfterAsync(Handshake.AnswerAsync(wire, options, challenge, cancellationToken));
            case AuthPacket { Reason: ReasonCode.Success }:
                Interlocked.Exchange(ref _reauthentication, null)?.TrySetResult(true);
                return default;
            default:
                return new(PacketFault.Protocol("MQTT-3.2.0-2"));
        }
    }
}
