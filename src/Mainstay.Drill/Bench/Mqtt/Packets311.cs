using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Mainstay.Mqtt;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>The few packets that the generator says, by MQTT 3.1.1.</summary>
internal static class Packets311
{
    /// <returns>A connection that was let in.</returns>
    public static Socket Connect(IPEndPoint address, string clientId, bool isClean)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address);
        SendAll(socket, ConnectPacket(clientId, isClean));
        Expect(socket, 4, 0x20);
        return socket;
    }

    public static byte[] ConnectPacket(string clientId, bool isClean) => Encode(new ConnectPacket { Version = MqttVersion.V311, ClientId = clientId, CleanStart = isClean });

    public static byte[] SubscribePacket(string topic, int qos) => Encode(new SubscribePacket(1, [new SubscriptionRequest(topic, (Qos)qos)]));

    public static void Subscribe(Socket socket, string topic, int qos)
    {
        SendAll(socket, SubscribePacket(topic, qos));
        Expect(socket, 5, 0x90);
    }

    public static byte[] Publish(string topic, ReadOnlySpan<byte> payload, int qos, ushort packetId = 1)
    {
        var output = new ArrayBufferWriter<byte>();
        PublishWriter.Write(output, new PublishHead { Topic = TopicName.Parse(topic).Utf8, Qos = (Qos)qos, PacketId = packetId }, payload, MqttVersion.V311);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where a message of less than 128 bytes has its packet id.</summary>
    public static int IdAt(ReadOnlySpan<byte> message) => 4 + message[3];

    public static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[socket.Send(bytes)..];
    }

    private static void Expect(Socket socket, int length, int first)
    {
        Span<byte> answer = stackalloc byte[length];
        for (var filled = 0; filled < length;)
        {
            var count = socket.Receive(answer[filled..]);
            if (count == 0) throw new InvalidOperationException("The broker closed the connection.");
            filled += count;
        }

        if (answer[0] != first || answer[^1] >= 0x80) throw new InvalidOperationException("The broker refused: " + Convert.ToHexString(answer));
    }

    public static byte[] Encode(Packet packet)
    {
        var output = new ArrayBufferWriter<byte>();
        PacketWriter.TryWrite(output, packet, MqttVersion.V311);
        return output.WrittenSpan.ToArray();
    }
}
