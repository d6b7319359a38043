using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>
/// A publisher and its only subscriber, each on a thread and a connection of its own, by MQTT 3.1.1. All messages have one length, so that they are counted and answered without being parsed: the generator shares
/// the processors with what it measures.
/// </summary>
internal sealed class MessagePair : IDisposable
{
    private const int Window = 20;
    private const int Payload = 64;
    private readonly Socket _publisher;
    private readonly Socket _subscriber;
    private readonly byte[] _message;
    private readonly int _qos;
    private long _received;
    private volatile bool _isOver;

    public MessagePair(IPEndPoint address, int number, int qos, bool isClean)
    {
        _qos = qos;
        var topic = $"bench/{qos}{isClean}/{number}";
        _publisher = Packets311.Connect(address, $"bench-publisher-{qos}-{isClean}-{number}", isClean: true);
        _subscriber = Packets311.Connect(address, $"bench-subscriber-{qos}-{isClean}-{number}", isClean);
        Packets311.Subscribe(_subscriber, topic, qos);
        _message = Packets311.Publish(topic, new byte[Payload], qos);
    }

    /// <summary>By the subscriber.</summary>
    public long Received => Interlocked.Read(ref _received);

    public void Start()
    {
        new Thread(() => Quietly(Receive)) { IsBackground = true }.Start();
        new Thread(() => Quietly(_qos == 0 ? Flood : Send)) { IsBackground = true }.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _publisher.Dispose();
        _subscriber.Dispose();
    }

    private void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception closed) when (_isOver && closed is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    /// <summary>As many as were acknowledged, in one piece.</summary>
    private void Send()
    {
        var answers = new byte[4 * Window];
        var messages = new byte[_message.Length * Window];
        ushort id = 0;
        var (due, half) = (Window, 0);
        while (!_isOver)
        {
            for (var i = 0; i < due; i++)
            {
                id = (ushort)((id % ushort.MaxValue) + 1);
                _message.CopyTo(messages, i * _message.Length);
                BinaryPrimitives.WriteUInt16BigEndian(messages.AsSpan((i * _message.Length) + Packets311.IdAt(_message)), id);
            }

            Packets311.SendAll(_publisher, messages.AsSpan(0, due * _message.Length));
            half += _publisher.Receive(answers);
            (due, half) = (half / 4, half % 4);
        }
    }

    /// <summary>A subscriber that falls behind is waited for: what a broker drops is not a rate.</summary>
    private void Flood()
    {
        const int piece = 100;
        var messages = new byte[_message.Length * piece];
        for (var i = 0; i < piece; i++) _message.CopyTo(messages, i * _message.Length);
        long sent = 0;
        while (!_isOver)
        {
            Packets311.SendAll(_publisher, messages);
            sent += piece;
            while (sent - Received > 500 && !_isOver) Thread.Yield();
        }
    }

    private void Receive()
    {
        var buffer = new byte[64 * 1024];
        var answers = new byte[4 * (buffer.Length / _message.Length + 1)];
        var filled = 0;
        while (!_isOver)
        {
            var count = _subscriber.Receive(buffer.AsSpan(filled));
            if (count == 0) return;
            filled += count;
            var whole = filled / _message.Length;
            for (var i = 0; i < whole && _qos == 1; i++)
            {
                answers[4 * i] = 0x40;
                answers[(4 * i) + 1] = 2;
                buffer.AsSpan((i * _message.Length) + Packets311.IdAt(_message), 2).CopyTo(answers.AsSpan((4 * i) + 2));
            }

            if (_qos == 1 && whole > 0) Packets311.SendAll(_subscriber, answers.AsSpan(0, 4 * whole));
            buffer.AsSpan(whole * _message.Length, filled - (whole * _message.Length)).CopyTo(buffer);
            filled -= whole * _message.Length;
            Interlocked.Add(ref _received, whole);
        }
    }
}
