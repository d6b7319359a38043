using System.Buffers;
using System.IO.Pipelines;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>One client that was let in, from its CONNACK to its end: one loop that reads. Nothing runs for it while it says nothing and nothing is said to it.</summary>
internal sealed class MqttConnection(IDuplexPipe pipes, PacketReader reader, Client client, WriteLane lane, ClientAccess access, MqttBroker broker)
{
    private const int LongPart = 1_024;
    private readonly TimeSpan _longestSilence = 1.5 * TimeSpan.FromSeconds(Handshake.KeepAliveSeconds(client.Connect, broker.Options));
    private long _lastReceived = broker.Clock.GetTimestamp();
    private Ending? _ending;
    private Task _mustWait = Task.CompletedTask;

    public WriteLane Lane => lane;

    public Outbound Outbound { get; } = new(lane, client.Connect, broker);

    public ReceiveQuota Quota { get; } = new();

    public ClientAccess Access => access;

    public ConnectPacket Connect => client.Connect;

    public MqttIdentity Identity => client.Identity;

    /// <summary>Of an enhanced authentication.</summary>
    public ReadOnlyMemory<byte>? WelcomeData => client.WelcomeData;

    public Client Client => client;

    public PacketReader Reader => reader;

    public MqttBroker Broker => broker;

    /// <summary>Set before the first packet is read.</summary>
    public Session Session { get; set; } = null!;

    /// <summary>What failed in this server and ended the connection, for the log.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>No packet came for one and a half times the keep-alive. [MQTT-3.1.2-22]</summary>
    public bool IsSilent => _longestSilence > TimeSpan.Zero && broker.Clock.GetElapsedTime(Volatile.Read(ref _lastReceived)) > _longestSilence;

    private bool MustWait => !_mustWait.IsCompleted;

    /// <summary>From any thread; the first reason is the one. The loop ends with it.</summary>
    public void End(Ending ending)
    {
        if (Interlocked.CompareExchange(ref _ending, ending, null) is null) pipes.Input.CancelPendingRead();
    }

    /// <summary>A message of the client could not be taken for good.</summary>
    public void Fail(Exception? failure)
    {
        Failure = failure;
        End(Ending.Of(ReasonCode.ImplementationSpecificError));
    }

    /// <summary>A neighbour refused a message after it was taken.</summary>
    public void Refuse(in Answer answer)
    {
        broker.Counts.CountDenied();
        // 3.1.1 has no word for it, and is told that it is done; after a PUBREC that says no, no PUBREL follows.
        if (Connect.Version == MqttVersion.V311 || answer.Type != PacketType.Pubrec) return;
        Quota.Release();
        lock (Session.Gate)
        {
            if (Session.Connection == this && Session.Incoming.Release(answer.PacketId)) _ = broker.Released(Session, answer.PacketId);
        }
    }

    /// <summary>Nothing more is read from the client before this has ended. By the reading loop.</summary>
    public void WaitFor(Task pending) => _mustWait = Published.Both(_mustWait, pending);

    /// <summary>Ends when the connection has.</summary>
    public async Task<Ending> RunAsync()
    {
        var packets = new Packets(this);
        lane.Drained = Pump;
        try
        {
            while (Volatile.Read(ref _ending) is null)
            {
                Take(await pipes.Input.ReadAsync(), packets);
                // Who sends and does not read is not read from either.
                if (!lane.HasRoom()) await lane.WhenFlushedAsync();
                if (packets.Answers.Count > broker.Options.ReceiveMaximum) WaitFor(packets.Answers.WhenSentAsync());
                if (!_mustWait.IsCompletedSuccessfully) await WaitAsync();
            }
        }
        catch (Exception gone) when (NetworkEnd.Is(gone))
        {
            End(Ending.Lost);
        }

        return _ending!;
    }

    /// <summary>Sends what waits for the client, as far as it takes it.</summary>
    public void Pump()
    {
        lock (Session.Gate)
        {
            if (Session.Connection == this) Outbound.Pump(Session);
        }
    }

    /// <summary>A message is on disk that may have waited for it.</summary>
    public void PumpLater(QueuedMessage message)
    {
        if (message.Qos == Qos.ExactlyOnce) ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Pump(), this, preferLocal: false);
    }

    private void Take(in ReadResult read, Packets packets)
    {
        var rest = HandleAll(read.Buffer, packets, out var isAll);
        // Whole packets are a sign of life, and so is a long one that is still coming; a few bytes of one are not.
        if (rest.Length > LongPart || rest.Length < read.Buffer.Length) Volatile.Write(ref _lastReceived, broker.Clock.GetTimestamp());
        pipes.Input.AdvanceTo(rest.Start, isAll ? rest.End : rest.Start);
        if (read.IsCompleted) End(Ending.Lost);
    }

    private async ValueTask WaitAsync()
    {
        var waiting = _mustWait;
        _mustWait = Task.CompletedTask;
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiting.IsFaulted) Fail(waiting.Exception.GetBaseException());
    }

    /// <param name="buffer">What has come.</param>
    /// <param name="packets">Who handles it.</param>
    /// <param name="isAll">Every whole packet was handled.</param>
    private ReadOnlySequence<byte> HandleAll(ReadOnlySequence<byte> buffer, Packets packets, out bool isAll)
    {
        isAll = false;
        var hasBegun = WriteLane.BeginBatch();
        try
        {
            // An authentication under way decides what may follow, and a neighbour is not told more than it takes.
            while (!isAll && Volatile.Read(ref _ending) is null && !MustWait) isAll = !TryHandle(ref buffer, packets);
        }
        finally
        {
            WriteLane.EndBatch(hasBegun);
        }

        return buffer;
    }

    /// <returns>False when no whole packet is left.</returns>
    private bool TryHandle(ref ReadOnlySequence<byte> buffer, Packets packets)
    {
        var outcome = reader.TryReadFrame(ref buffer, out var frame, out var fault);
        if (outcome == ReadOutcome.Incomplete) return false;
        var ending = outcome == ReadOutcome.Fault ? Ending.By(fault) : packets.Handle(frame);
        if (ending is not null) End(ending);
        return true;
    }
}
